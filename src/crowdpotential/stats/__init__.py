"""The methods: arrays in, frozen records out; no files, no data frames, no drawing."""
