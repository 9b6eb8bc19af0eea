"""Lan Tỏa: training, certificates and statutory figures for Vietnam's public service."""
