-- SQLite only. How large tables are and how many rows share a key, as SQLite's planner wants
-- it: rows, then rows per value of the first key column, of the first two, and so on. Written
-- once, for a practice of the size where plans matter, and never measured: a plan must not
-- turn slow because it was made when a table was still empty.
ANALYZE practice;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('counter', 'counter', '10 10 1'),
    ('batch', 'batch', '1000 1000 1'),
    ('source_file', 'source_file', '10000 10000 1'),
    ('source_file', 'source_file_sha256', '10000 10000 1 1'),
    ('file_problem', 'file_problem', '10000 10000 5 1'),
    ('payer', 'payer', '100 100 1'),
    ('payer_alias', 'payer_alias', '300 300 1'),
    ('patient', 'patient', '50000 50000 1'),
    ('patient_key', 'patient_key', '50000 50000 1'),
    ('claim', 'claim', '1000000 1000000 1'),
    ('claim', 'claim_control_number', '1000000 1000000 2 1'),
    ('claim', 'claim_member_day', '1000000 1000000 20 2 1'),
    ('claim_line', 'claim_line', '3000000 3000000 3 1'),
    ('claim_coverage', 'claim_coverage', '1200000 1200000 1 1'),
    ('submission', 'submission', '1100000 1100000 1 1'),
    ('remittance', 'remittance', '20000 20000 1'),
    ('remittance', 'remittance_identity', '20000 20000 1 1'),
    ('claim_payment', 'claim_payment', '1200000 1200000 60 1'),
    ('claim_payment', 'claim_payment_claim', '1200000 1200000 1 1 1'),
    ('claim_payment', 'claim_payment_payer_control', '1200000 1200000 1 1 1'),
    ('line_payment', 'line_payment', '3600000 3600000 180 3 1'),
    ('adjustment', 'adjustment', '7000000 7000000 350 6 2 1'),
    ('provider_adjustment', 'provider_adjustment', '5000 5000 1 1'),
    ('journal', 'journal', '12000000 12000000 4 1'),
    ('journal', 'journal_claim', '12000000 12000000 12 4 1'),
    ('journal', 'journal_unclaimed', '60000 60000 3 2 1'),
    ('own_move', 'own_move', '50000 50000 1'),
    ('own_move', 'own_move_claim', '50000 50000 1 1'),
    ('remittance', 'remittance_decisions', '20000 20000 1 1'),
    ('queue_item', 'queue_item', '20000 20000 1'),
    ('queue_item', 'queue_item_payment', '20000 20000 2 1 1');
