//! Faults of the connection, played byte by byte.
