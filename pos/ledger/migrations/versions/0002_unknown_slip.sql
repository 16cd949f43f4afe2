CREATE TABLE inquiry (
  counter_id VARCHAR(16) NOT NULL,
  payment_id VARCHAR(32) NOT NULL,
  number INTEGER NOT NULL,
  source VARCHAR(16) NOT NULL,
  asked_at VARCHAR(27) NOT NULL,
  asked_by TEXT,
  answer TEXT NOT NULL,
  reading TEXT,
  clock_offset_s INTEGER,
  CONSTRAINT inquiry_key PRIMARY KEY (counter_id, payment_id, number),
  CONSTRAINT inquiry_source_known CHECK (source IN ('terminal', 'card')),
  CONSTRAINT inquiry_counter_id_payment_id_exists FOREIGN KEY(counter_id, payment_id) REFERENCES payment (counter_id, payment_id),
  CONSTRAINT inquiry_counter_id_asked_by_exists FOREIGN KEY(counter_id, asked_by) REFERENCES staff (counter_id, staff_id)
)
 WITHOUT ROWID

CREATE TABLE unknown_slip (
  counter_id VARCHAR(16) NOT NULL,
  payment_id VARCHAR(32) NOT NULL,
  fiscal_year INTEGER NOT NULL,
  serial INTEGER NOT NULL,
  issued_at VARCHAR(27) NOT NULL,
  issued_by TEXT NOT NULL,
  snapshot TEXT NOT NULL,
  CONSTRAINT unknown_slip_key PRIMARY KEY (counter_id, payment_id),
  CONSTRAINT unknown_slip_counter_id_fiscal_year_serial_once UNIQUE (counter_id, fiscal_year, serial),
  CONSTRAINT unknown_slip_counter_id_payment_id_exists FOREIGN KEY(counter_id, payment_id) REFERENCES payment (counter_id, payment_id),
  CONSTRAINT unknown_slip_counter_id_issued_by_exists FOREIGN KEY(counter_id, issued_by) REFERENCES staff (counter_id, staff_id)
)

CREATE TABLE slip_print (
  counter_id VARCHAR(16) NOT NULL,
  payment_id VARCHAR(32) NOT NULL,
  copy INTEGER NOT NULL,
  printed_at VARCHAR(27) NOT NULL,
  printed_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  file_name TEXT NOT NULL,
  CONSTRAINT slip_print_key PRIMARY KEY (counter_id, payment_id, copy),
  CONSTRAINT slip_print_counter_id_payment_id_exists FOREIGN KEY(counter_id, payment_id) REFERENCES unknown_slip (counter_id, payment_id),
  CONSTRAINT slip_print_counter_id_printed_by_exists FOREIGN KEY(counter_id, printed_by) REFERENCES staff (counter_id, staff_id)
)
 WITHOUT ROWID

CREATE TRIGGER inquiry_kept BEFORE DELETE ON inquiry
BEGIN SELECT RAISE(ABORT, 'inquiry_kept'); END

CREATE TRIGGER inquiry_new BEFORE INSERT ON inquiry WHEN EXISTS (SELECT 1 FROM inquiry WHERE counter_id = NEW.counter_id AND payment_id = NEW.payment_id AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'inquiry_exists'); END

CREATE TRIGGER inquiry_fixed BEFORE UPDATE ON inquiry
BEGIN SELECT RAISE(ABORT, 'inquiry_fixed'); END

CREATE TRIGGER inquiry_inquiry_number_gap BEFORE INSERT ON inquiry WHEN NEW.number IS NOT (SELECT coalesce(max(t.number), 0) + 1 FROM inquiry AS t WHERE t.counter_id = NEW.counter_id AND t.payment_id = NEW.payment_id)
BEGIN SELECT RAISE(ABORT, 'inquiry_number_gap'); END

CREATE TRIGGER inquiry_inquiry_of_open_payment BEFORE INSERT ON inquiry WHEN NOT EXISTS (SELECT 1 FROM payment AS t WHERE t.counter_id = NEW.counter_id AND t.payment_id = NEW.payment_id AND t.state IN ('requested', 'unknown'))
BEGIN SELECT RAISE(ABORT, 'inquiry_of_open_payment'); END

CREATE TRIGGER unknown_slip_kept BEFORE DELETE ON unknown_slip
BEGIN SELECT RAISE(ABORT, 'unknown_slip_kept'); END

CREATE TRIGGER unknown_slip_new BEFORE INSERT ON unknown_slip WHEN EXISTS (SELECT 1 FROM unknown_slip WHERE counter_id = NEW.counter_id AND payment_id = NEW.payment_id)
BEGIN SELECT RAISE(ABORT, 'unknown_slip_exists'); END

CREATE TRIGGER unknown_slip_fixed BEFORE UPDATE ON unknown_slip
BEGIN SELECT RAISE(ABORT, 'unknown_slip_fixed'); END

CREATE TRIGGER unknown_slip_unknown_slip_serial_gap BEFORE INSERT ON unknown_slip WHEN NEW.serial IS NOT (SELECT coalesce(max(t.serial), 0) + 1 FROM unknown_slip AS t WHERE t.counter_id = NEW.counter_id AND t.fiscal_year = NEW.fiscal_year)
BEGIN SELECT RAISE(ABORT, 'unknown_slip_serial_gap'); END

CREATE TRIGGER unknown_slip_slip_of_unknown_payment BEFORE INSERT ON unknown_slip WHEN NOT EXISTS (SELECT 1 FROM payment AS t WHERE t.counter_id = NEW.counter_id AND t.payment_id = NEW.payment_id AND t.state = 'unknown')
BEGIN SELECT RAISE(ABORT, 'slip_of_unknown_payment'); END

CREATE TRIGGER slip_print_kept BEFORE DELETE ON slip_print
BEGIN SELECT RAISE(ABORT, 'slip_print_kept'); END

CREATE TRIGGER slip_print_new BEFORE INSERT ON slip_print WHEN EXISTS (SELECT 1 FROM slip_print WHERE counter_id = NEW.counter_id AND payment_id = NEW.payment_id AND copy = NEW.copy)
BEGIN SELECT RAISE(ABORT, 'slip_print_exists'); END

CREATE TRIGGER slip_print_fixed BEFORE UPDATE ON slip_print
BEGIN SELECT RAISE(ABORT, 'slip_print_fixed'); END

CREATE TRIGGER slip_print_slip_print_copy_gap BEFORE INSERT ON slip_print WHEN NEW.copy IS NOT (SELECT coalesce(max(t.copy), -1) + 1 FROM slip_print AS t WHERE t.counter_id = NEW.counter_id AND t.payment_id = NEW.payment_id)
BEGIN SELECT RAISE(ABORT, 'slip_print_copy_gap'); END

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('inquiry', 'inquiry', '1000000 1000000 5 1'), ('unknown_slip', 'sqlite_autoindex_unknown_slip_2', '1000000 1000000 300 1'), ('unknown_slip', 'sqlite_autoindex_unknown_slip_1', '1000000 1000000 1'), ('slip_print', 'slip_print', '1000000 1000000 5 1')
