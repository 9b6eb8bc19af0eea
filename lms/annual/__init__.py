"""The year's results of training, as ministries and provinces report them."""
