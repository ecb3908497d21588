SELECT d.oid FROM pg_database d WHERE d.datname = current_database()
