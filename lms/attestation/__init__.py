"""Attestation of the register: HR confirms, period by period, who the communication staff are."""
