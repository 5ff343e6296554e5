# S7, S8: a transactions file comes in; a report of twelve months.
if wants S7; then line S7 "a file of 1,000,000 transactions" - "sqlite3 .import" - "<= 1.8" 'short: not built'; fi
if wants S8; then line S8 "12 months by division" - "the scan" - "<= 0.02" 'short: not built'; fi
