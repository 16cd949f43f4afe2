CREATE TABLE counter_total (
  counter_id VARCHAR(16) NOT NULL,
  name VARCHAR(16) NOT NULL,
  pieces INTEGER NOT NULL,
  amount BIGINT NOT NULL,
  CONSTRAINT counter_total_key PRIMARY KEY (counter_id, name)
)
 WITHOUT ROWID

CREATE TABLE fee (
  counter_id VARCHAR(16) NOT NULL,
  number INTEGER NOT NULL,
  product_code TEXT NOT NULL,
  product_name TEXT NOT NULL,
  size VARCHAR(16) NOT NULL,
  unit VARCHAR(16) NOT NULL,
  price BIGINT NOT NULL,
  account_code TEXT NOT NULL,
  account_name TEXT NOT NULL,
  tax_class VARCHAR(16) NOT NULL,
  valid_from DATE NOT NULL,
  confirmed BOOLEAN NOT NULL,
  added_at VARCHAR(27) NOT NULL,
  added_by TEXT,
  CONSTRAINT fee_key PRIMARY KEY (counter_id, number),
  CONSTRAINT fee_size_known CHECK (size IN ('A4', 'A3', 'A2', 'A1', '-')),
  CONSTRAINT fee_unit_known CHECK (unit IN ('枚', '通', '筆', '点')),
  CONSTRAINT fee_tax_class_known CHECK (tax_class IN ('taxable_10', 'non_taxable', 'out_of_scope')),
  CONSTRAINT fee_price_not_negative CHECK (price >= 0),
  CONSTRAINT fee_counter_id_product_code_size_valid_from_once UNIQUE (counter_id, product_code, size, valid_from)
)
 WITHOUT ROWID

CREATE TABLE journal (
  counter_id VARCHAR(16) NOT NULL,
  seq INTEGER NOT NULL,
  version INTEGER NOT NULL,
  kind VARCHAR(32) NOT NULL,
  at VARCHAR(27) NOT NULL,
  prev_hash BLOB NOT NULL,
  hash BLOB NOT NULL,
  body BLOB NOT NULL,
  CONSTRAINT journal_key PRIMARY KEY (counter_id, seq),
  CONSTRAINT journal_whole_hashes CHECK (length(prev_hash) = 32 AND length(hash) = 32)
)

CREATE TABLE ledger_identity (
  counter_id VARCHAR(16) NOT NULL,
  ledger_id VARCHAR(32) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  office_name TEXT NOT NULL,
  created_at VARCHAR(27) NOT NULL,
  CONSTRAINT ledger_identity_key PRIMARY KEY (counter_id),
  CONSTRAINT ledger_identity_kind_known CHECK (kind IN ('real', 'practice'))
)
 WITHOUT ROWID

CREATE TABLE login (
  counter_id VARCHAR(16) NOT NULL,
  number INTEGER NOT NULL,
  staff_id TEXT NOT NULL,
  outcome VARCHAR(16) NOT NULL,
  at VARCHAR(27) NOT NULL,
  "by" TEXT,
  CONSTRAINT login_key PRIMARY KEY (counter_id, number),
  CONSTRAINT login_outcome_known CHECK (outcome IN ('succeeded', 'failed', 'unlocked'))
)
 WITHOUT ROWID

CREATE TABLE staff (
  counter_id VARCHAR(16) NOT NULL,
  staff_id TEXT NOT NULL,
  added_at VARCHAR(27) NOT NULL,
  CONSTRAINT staff_key PRIMARY KEY (counter_id, staff_id)
)
 WITHOUT ROWID

CREATE TABLE stray_record (
  counter_id VARCHAR(16) NOT NULL,
  terminal_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  record TEXT NOT NULL,
  seen_at VARCHAR(27) NOT NULL,
  CONSTRAINT stray_record_key PRIMARY KEY (counter_id, terminal_id, number)
)
 WITHOUT ROWID

CREATE TABLE business_day (
  counter_id VARCHAR(16) NOT NULL,
  day INTEGER NOT NULL,
  business_date DATE NOT NULL,
  fiscal_year INTEGER NOT NULL,
  state VARCHAR(16) NOT NULL,
  opened_at VARCHAR(27) NOT NULL,
  opened_by TEXT NOT NULL,
  change_fund BIGINT NOT NULL,
  CONSTRAINT business_day_key PRIMARY KEY (counter_id, day),
  CONSTRAINT business_day_state_known CHECK (state IN ('open', 'closed')),
  CONSTRAINT business_day_change_fund_not_negative CHECK (change_fund >= 0),
  CONSTRAINT business_day_counter_id_business_date_once UNIQUE (counter_id, business_date),
  CONSTRAINT business_day_counter_id_opened_by_exists FOREIGN KEY(counter_id, opened_by) REFERENCES staff (counter_id, staff_id)
)
 WITHOUT ROWID

CREATE TABLE staff_revision (
  counter_id VARCHAR(16) NOT NULL,
  staff_id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  name TEXT NOT NULL,
  roles TEXT NOT NULL,
  active BOOLEAN NOT NULL,
  password_hash VARCHAR NOT NULL,
  changed_at VARCHAR(27) NOT NULL,
  changed_by TEXT,
  CONSTRAINT staff_revision_key PRIMARY KEY (counter_id, staff_id, revision),
  CONSTRAINT staff_revision_counter_id_staff_id_exists FOREIGN KEY(counter_id, staff_id) REFERENCES staff (counter_id, staff_id)
)
 WITHOUT ROWID

CREATE TABLE cash_count (
  counter_id VARCHAR(16) NOT NULL,
  count_id VARCHAR(32) NOT NULL,
  day INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL,
  attempt INTEGER NOT NULL,
  total BIGINT NOT NULL,
  counted_by TEXT NOT NULL,
  counted_at VARCHAR(27) NOT NULL,
  CONSTRAINT cash_count_key PRIMARY KEY (counter_id, count_id),
  CONSTRAINT cash_count_kind_known CHECK (kind IN ('opening', 'closing')),
  CONSTRAINT cash_count_counter_id_day_kind_attempt_once UNIQUE (counter_id, day, kind, attempt),
  CONSTRAINT cash_count_counter_id_day_exists FOREIGN KEY(counter_id, day) REFERENCES business_day (counter_id, day),
  CONSTRAINT cash_count_counter_id_counted_by_exists FOREIGN KEY(counter_id, counted_by) REFERENCES staff (counter_id, staff_id)
)
 WITHOUT ROWID

CREATE TABLE day_closing (
  counter_id VARCHAR(16) NOT NULL,
  day INTEGER NOT NULL,
  z_number INTEGER NOT NULL,
  closed_at VARCHAR(27) NOT NULL,
  closed_by TEXT NOT NULL,
  witness TEXT,
  reason TEXT NOT NULL,
  expected BIGINT NOT NULL,
  counted BIGINT NOT NULL,
  difference BIGINT NOT NULL,
  report TEXT NOT NULL,
  CONSTRAINT day_closing_key PRIMARY KEY (counter_id, day),
  CONSTRAINT day_closing_counter_id_z_number_once UNIQUE (counter_id, z_number),
  CONSTRAINT day_closing_difference_adds_up CHECK (difference = counted - expected),
  CONSTRAINT day_closing_reason_given CHECK (difference = 0 OR reason <> ''),
  CONSTRAINT day_closing_two_people CHECK (witness IS NULL OR witness <> closed_by),
  CONSTRAINT day_closing_counter_id_day_exists FOREIGN KEY(counter_id, day) REFERENCES business_day (counter_id, day),
  CONSTRAINT day_closing_counter_id_closed_by_exists FOREIGN KEY(counter_id, closed_by) REFERENCES staff (counter_id, staff_id),
  CONSTRAINT day_closing_counter_id_witness_exists FOREIGN KEY(counter_id, witness) REFERENCES staff (counter_id, staff_id)
)

CREATE TABLE day_print (
  counter_id VARCHAR(16) NOT NULL,
  day INTEGER NOT NULL,
  copy INTEGER NOT NULL,
  printed_at VARCHAR(27) NOT NULL,
  printed_by TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  file_name TEXT NOT NULL,
  CONSTRAINT day_print_key PRIMARY KEY (counter_id, day, copy),
  CONSTRAINT day_print_counter_id_day_exists FOREIGN KEY(counter_id, day) REFERENCES business_day (counter_id, day),
  CONSTRAINT day_print_counter_id_printed_by_exists FOREIGN KEY(counter_id, printed_by) REFERENCES staff (counter_id, staff_id)
)
 WITHOUT ROWID

CREATE TABLE day_total (
  counter_id VARCHAR(16) NOT NULL,
  day INTEGER NOT NULL,
  dimension VARCHAR(16) NOT NULL,
  "key" TEXT NOT NULL,
  part TEXT NOT NULL,
  pieces INTEGER NOT NULL,
  amount BIGINT NOT NULL,
  CONSTRAINT day_total_key PRIMARY KEY (counter_id, day, dimension, "key", part),
  CONSTRAINT day_total_counter_id_day_exists FOREIGN KEY(counter_id, day) REFERENCES business_day (counter_id, day)
)
 WITHOUT ROWID

CREATE TABLE sale (
  counter_id VARCHAR(16) NOT NULL,
  sale_id VARCHAR(32) NOT NULL,
  day INTEGER NOT NULL,
  number INTEGER NOT NULL,
  fiscal_year INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL,
  state VARCHAR(16) NOT NULL,
  clerk TEXT NOT NULL,
  approver TEXT,
  created_at VARCHAR(27) NOT NULL,
  booked_day INTEGER,
  settled_at VARCHAR(27),
  total BIGINT NOT NULL,
  listed_total BIGINT NOT NULL,
  application_no TEXT NOT NULL,
  addressee TEXT NOT NULL,
  ground TEXT NOT NULL,
  body TEXT NOT NULL,
  cancels VARCHAR(32),
  CONSTRAINT sale_key PRIMARY KEY (counter_id, sale_id),
  CONSTRAINT sale_kind_known CHECK (kind IN ('sale', 'official_use', 'cancellation')),
  CONSTRAINT sale_state_known CHECK (state IN ('promised', 'settled', 'abandoned')),
  CONSTRAINT sale_settled_whole CHECK ((state = 'settled') = (booked_day IS NOT NULL AND settled_at IS NOT NULL)),
  CONSTRAINT sale_unsettled_bare CHECK (state = 'settled' OR (booked_day IS NULL AND settled_at IS NULL)),
  CONSTRAINT sale_official_use_is_free CHECK (kind <> 'official_use' OR total = 0),
  CONSTRAINT sale_cancellation_names_its_sale CHECK ((kind = 'cancellation') = (cancels IS NOT NULL)),
  CONSTRAINT sale_sign CHECK (CASE kind WHEN 'cancellation' THEN total <= 0 ELSE total >= 0 END),
  CONSTRAINT sale_four_eyes CHECK (approver IS NULL OR approver <> clerk),
  CONSTRAINT sale_counter_id_day_number_once UNIQUE (counter_id, day, number),
  CONSTRAINT sale_counter_id_day_exists FOREIGN KEY(counter_id, day) REFERENCES business_day (counter_id, day),
  CONSTRAINT sale_counter_id_booked_day_exists FOREIGN KEY(counter_id, booked_day) REFERENCES business_day (counter_id, day),
  CONSTRAINT sale_counter_id_clerk_exists FOREIGN KEY(counter_id, clerk) REFERENCES staff (counter_id, staff_id),
  CONSTRAINT sale_counter_id_approver_exists FOREIGN KEY(counter_id, approver) REFERENCES staff (counter_id, staff_id),
  CONSTRAINT sale_counter_id_cancels_exists FOREIGN KEY(counter_id, cancels) REFERENCES sale (counter_id, sale_id)
)
 WITHOUT ROWID

CREATE TABLE cash_count_line (
  counter_id VARCHAR(16) NOT NULL,
  count_id VARCHAR(32) NOT NULL,
  denomination INTEGER NOT NULL,
  pieces INTEGER NOT NULL,
  CONSTRAINT cash_count_line_key PRIMARY KEY (counter_id, count_id, denomination),
  CONSTRAINT cash_count_line_pieces_not_negative CHECK (pieces >= 0),
  CONSTRAINT cash_count_line_counter_id_count_id_exists FOREIGN KEY(counter_id, count_id) REFERENCES cash_count (counter_id, count_id) DEFERRABLE INITIALLY DEFERRED
)
 WITHOUT ROWID

CREATE TABLE paper (
  counter_id VARCHAR(16) NOT NULL,
  series VARCHAR(16) NOT NULL,
  fiscal_year INTEGER NOT NULL,
  serial INTEGER NOT NULL,
  sale_id VARCHAR(32) NOT NULL,
  day INTEGER NOT NULL,
  issued_at VARCHAR(27) NOT NULL,
  snapshot TEXT NOT NULL,
  CONSTRAINT paper_key PRIMARY KEY (counter_id, series, fiscal_year, serial),
  CONSTRAINT paper_series_known CHECK (series IN ('R', 'S', 'K', 'C')),
  CONSTRAINT paper_counter_id_sale_id_once UNIQUE (counter_id, sale_id),
  CONSTRAINT paper_counter_id_sale_id_exists FOREIGN KEY(counter_id, sale_id) REFERENCES sale (counter_id, sale_id),
  CONSTRAINT paper_counter_id_day_exists FOREIGN KEY(counter_id, day) REFERENCES business_day (counter_id, day)
)

CREATE TABLE payment (
  counter_id VARCHAR(16) NOT NULL,
  payment_id VARCHAR(32) NOT NULL,
  sale_id VARCHAR(32) NOT NULL,
  attempt INTEGER NOT NULL,
  method VARCHAR(16) NOT NULL,
  direction VARCHAR(16) NOT NULL,
  amount BIGINT NOT NULL,
  state VARCHAR(16) NOT NULL,
  requested_at VARCHAR(27) NOT NULL,
  terminal_id TEXT,
  mark TEXT,
  clock_offset_s INTEGER NOT NULL,
  tendered BIGINT,
  conclusion TEXT,
  concluded_at VARCHAR(27),
  CONSTRAINT payment_key PRIMARY KEY (counter_id, payment_id),
  CONSTRAINT payment_method_known CHECK (method IN ('cash', 'e_money')),
  CONSTRAINT payment_direction_known CHECK (direction IN ('charge', 'cancel')),
  CONSTRAINT payment_state_known CHECK (state IN ('requested', 'approved', 'declined', 'aborted', 'unknown', 'not_charged')),
  CONSTRAINT payment_amount_not_negative CHECK (amount >= 0),
  CONSTRAINT payment_tender_enough CHECK (tendered IS NULL OR (method = 'cash' AND tendered >= amount)),
  CONSTRAINT payment_e_money_moves_money CHECK (method = 'cash' OR amount > 0),
  CONSTRAINT payment_terminal_named CHECK ((method = 'e_money') = (terminal_id IS NOT NULL)),
  CONSTRAINT payment_concluded_whole CHECK ((conclusion IS NULL) = (concluded_at IS NULL)),
  CONSTRAINT payment_promise_is_bare CHECK ((state = 'requested') = (conclusion IS NULL)),
  CONSTRAINT payment_counter_id_sale_id_attempt_once UNIQUE (counter_id, sale_id, attempt),
  CONSTRAINT payment_counter_id_sale_id_exists FOREIGN KEY(counter_id, sale_id) REFERENCES sale (counter_id, sale_id)
)
 WITHOUT ROWID

CREATE TABLE sale_line (
  counter_id VARCHAR(16) NOT NULL,
  sale_id VARCHAR(32) NOT NULL,
  position INTEGER NOT NULL,
  product_code TEXT NOT NULL,
  product_name TEXT NOT NULL,
  size VARCHAR(16) NOT NULL,
  unit VARCHAR(16) NOT NULL,
  unit_price BIGINT NOT NULL,
  copies INTEGER NOT NULL,
  listed_amount BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  account_code TEXT NOT NULL,
  account_name TEXT NOT NULL,
  tax_class VARCHAR(16) NOT NULL,
  town TEXT NOT NULL,
  drawing_no TEXT NOT NULL,
  parcel_no TEXT NOT NULL,
  CONSTRAINT sale_line_key PRIMARY KEY (counter_id, sale_id, position),
  CONSTRAINT sale_line_size_known CHECK (size IN ('A4', 'A3', 'A2', 'A1', '-')),
  CONSTRAINT sale_line_unit_known CHECK (unit IN ('枚', '通', '筆', '点')),
  CONSTRAINT sale_line_tax_class_known CHECK (tax_class IN ('taxable_10', 'non_taxable', 'out_of_scope')),
  CONSTRAINT sale_line_some_copies CHECK (copies <> 0),
  CONSTRAINT sale_line_price_times_copies CHECK (listed_amount = unit_price * copies),
  CONSTRAINT sale_line_charged_or_free CHECK (amount = listed_amount OR amount = 0),
  CONSTRAINT sale_line_counter_id_sale_id_exists FOREIGN KEY(counter_id, sale_id) REFERENCES sale (counter_id, sale_id) DEFERRABLE INITIALLY DEFERRED
)
 WITHOUT ROWID

CREATE TABLE voucher (
  counter_id VARCHAR(16) NOT NULL,
  number INTEGER NOT NULL,
  day INTEGER NOT NULL,
  fiscal_year INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL,
  sale_id VARCHAR(32),
  booked_at VARCHAR(27) NOT NULL,
  CONSTRAINT voucher_key PRIMARY KEY (counter_id, number),
  CONSTRAINT voucher_kind_known CHECK (kind IN ('change_fund', 'sale', 'cancellation', 'difference', 'fund_returned')),
  CONSTRAINT voucher_sale_named CHECK ((kind IN ('sale', 'cancellation')) = (sale_id IS NOT NULL)),
  CONSTRAINT voucher_counter_id_sale_id_once UNIQUE (counter_id, sale_id),
  CONSTRAINT voucher_counter_id_day_exists FOREIGN KEY(counter_id, day) REFERENCES business_day (counter_id, day),
  CONSTRAINT voucher_counter_id_sale_id_exists FOREIGN KEY(counter_id, sale_id) REFERENCES sale (counter_id, sale_id)
)
 WITHOUT ROWID

CREATE TABLE entry (
  counter_id VARCHAR(16) NOT NULL,
  voucher INTEGER NOT NULL,
  position INTEGER NOT NULL,
  account VARCHAR(16) NOT NULL,
  detail TEXT NOT NULL,
  amount BIGINT NOT NULL,
  CONSTRAINT entry_key PRIMARY KEY (counter_id, voucher, position),
  CONSTRAINT entry_account_known CHECK (account IN ('cash', 'clearing', 'revenue', 'over_short', 'change_fund')),
  CONSTRAINT entry_not_zero CHECK (amount <> 0),
  CONSTRAINT entry_counter_id_voucher_exists FOREIGN KEY(counter_id, voucher) REFERENCES voucher (counter_id, number) DEFERRABLE INITIALLY DEFERRED
)
 WITHOUT ROWID

CREATE TABLE paper_print (
  counter_id VARCHAR(16) NOT NULL,
  series VARCHAR(16) NOT NULL,
  fiscal_year INTEGER NOT NULL,
  serial INTEGER NOT NULL,
  copy INTEGER NOT NULL,
  printed_at VARCHAR(27) NOT NULL,
  printed_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  file_name TEXT NOT NULL,
  CONSTRAINT paper_print_key PRIMARY KEY (counter_id, series, fiscal_year, serial, copy),
  CONSTRAINT paper_print_counter_id_series_fiscal_year_serial_exists FOREIGN KEY(counter_id, series, fiscal_year, serial) REFERENCES paper (counter_id, series, fiscal_year, serial),
  CONSTRAINT paper_print_counter_id_printed_by_exists FOREIGN KEY(counter_id, printed_by) REFERENCES staff (counter_id, staff_id)
)
 WITHOUT ROWID

CREATE TABLE payment_result (
  counter_id VARCHAR(16) NOT NULL,
  payment_id VARCHAR(32) NOT NULL,
  number INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  received_at VARCHAR(27) NOT NULL,
  CONSTRAINT payment_result_key PRIMARY KEY (counter_id, payment_id, number),
  CONSTRAINT payment_result_counter_id_payment_id_exists FOREIGN KEY(counter_id, payment_id) REFERENCES payment (counter_id, payment_id)
)
 WITHOUT ROWID

CREATE INDEX login_by_staff ON login (counter_id, staff_id, number)

CREATE UNIQUE INDEX business_day_one_open ON business_day (counter_id) WHERE state = 'open'

CREATE INDEX sale_by_booked_day ON sale (counter_id, booked_day, kind)

CREATE UNIQUE INDEX sale_cancelled_once ON sale (counter_id, cancels) WHERE cancels IS NOT NULL AND state != 'abandoned'

CREATE INDEX paper_by_day ON paper (counter_id, day, series, fiscal_year, serial)

CREATE INDEX payment_by_terminal ON payment (counter_id, terminal_id, requested_at) WHERE terminal_id IS NOT NULL

CREATE UNIQUE INDEX payment_one_open_per_terminal ON payment (counter_id, terminal_id) WHERE state IN ('requested', 'unknown') AND terminal_id IS NOT NULL

CREATE INDEX payment_open ON payment (counter_id, state) WHERE state IN ('requested', 'unknown')

CREATE INDEX voucher_by_day ON voucher (counter_id, day)

CREATE TRIGGER counter_total_kept BEFORE DELETE ON counter_total
BEGIN SELECT RAISE(ABORT, 'counter_total_kept'); END

CREATE TRIGGER counter_total_fixed BEFORE UPDATE ON counter_total WHEN OLD.counter_id IS NOT NEW.counter_id OR OLD.name IS NOT NEW.name
BEGIN SELECT RAISE(ABORT, 'counter_total_fixed'); END

CREATE TRIGGER counter_total_grand_total_never_falls BEFORE UPDATE ON counter_total WHEN NEW.amount < OLD.amount OR NEW.pieces < OLD.pieces
BEGIN SELECT RAISE(ABORT, 'grand_total_never_falls'); END

CREATE TRIGGER fee_kept BEFORE DELETE ON fee
BEGIN SELECT RAISE(ABORT, 'fee_kept'); END

CREATE TRIGGER fee_new BEFORE INSERT ON fee WHEN EXISTS (SELECT 1 FROM fee WHERE counter_id = NEW.counter_id AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'fee_exists'); END

CREATE TRIGGER fee_fixed BEFORE UPDATE ON fee
BEGIN SELECT RAISE(ABORT, 'fee_fixed'); END

CREATE TRIGGER fee_fee_number_gap BEFORE INSERT ON fee WHEN NEW.number IS NOT (SELECT coalesce(max(t.number), 0) + 1 FROM fee AS t WHERE t.counter_id = NEW.counter_id AND TRUE)
BEGIN SELECT RAISE(ABORT, 'fee_number_gap'); END

CREATE TRIGGER journal_kept BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'journal_kept'); END

CREATE TRIGGER journal_new BEFORE INSERT ON journal WHEN EXISTS (SELECT 1 FROM journal WHERE counter_id = NEW.counter_id AND seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'journal_exists'); END

CREATE TRIGGER journal_fixed BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'journal_fixed'); END

CREATE TRIGGER journal_journal_seq_gap BEFORE INSERT ON journal WHEN NEW.seq IS NOT (SELECT coalesce(max(t.seq), 0) + 1 FROM journal AS t WHERE t.counter_id = NEW.counter_id AND TRUE)
BEGIN SELECT RAISE(ABORT, 'journal_seq_gap'); END

CREATE TRIGGER journal_journal_follows BEFORE INSERT ON journal WHEN NEW.prev_hash IS NOT coalesce((SELECT t.hash FROM journal AS t WHERE t.counter_id = NEW.counter_id AND t.seq = NEW.seq - 1), zeroblob(32))
BEGIN SELECT RAISE(ABORT, 'journal_follows'); END

CREATE TRIGGER ledger_identity_kept BEFORE DELETE ON ledger_identity
BEGIN SELECT RAISE(ABORT, 'ledger_identity_kept'); END

CREATE TRIGGER ledger_identity_new BEFORE INSERT ON ledger_identity WHEN EXISTS (SELECT 1 FROM ledger_identity WHERE counter_id = NEW.counter_id)
BEGIN SELECT RAISE(ABORT, 'ledger_identity_exists'); END

CREATE TRIGGER ledger_identity_fixed BEFORE UPDATE ON ledger_identity
BEGIN SELECT RAISE(ABORT, 'ledger_identity_fixed'); END

CREATE TRIGGER ledger_identity_ledger_has_one_identity BEFORE INSERT ON ledger_identity WHEN EXISTS (SELECT 1 FROM ledger_identity)
BEGIN SELECT RAISE(ABORT, 'ledger_has_one_identity'); END

CREATE TRIGGER login_kept BEFORE DELETE ON login
BEGIN SELECT RAISE(ABORT, 'login_kept'); END

CREATE TRIGGER login_new BEFORE INSERT ON login WHEN EXISTS (SELECT 1 FROM login WHERE counter_id = NEW.counter_id AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'login_exists'); END

CREATE TRIGGER login_fixed BEFORE UPDATE ON login
BEGIN SELECT RAISE(ABORT, 'login_fixed'); END

CREATE TRIGGER login_login_number_gap BEFORE INSERT ON login WHEN NEW.number IS NOT (SELECT coalesce(max(t.number), 0) + 1 FROM login AS t WHERE t.counter_id = NEW.counter_id AND TRUE)
BEGIN SELECT RAISE(ABORT, 'login_number_gap'); END

CREATE TRIGGER staff_kept BEFORE DELETE ON staff
BEGIN SELECT RAISE(ABORT, 'staff_kept'); END

CREATE TRIGGER staff_new BEFORE INSERT ON staff WHEN EXISTS (SELECT 1 FROM staff WHERE counter_id = NEW.counter_id AND staff_id = NEW.staff_id)
BEGIN SELECT RAISE(ABORT, 'staff_exists'); END

CREATE TRIGGER staff_fixed BEFORE UPDATE ON staff
BEGIN SELECT RAISE(ABORT, 'staff_fixed'); END

CREATE TRIGGER stray_record_kept BEFORE DELETE ON stray_record
BEGIN SELECT RAISE(ABORT, 'stray_record_kept'); END

CREATE TRIGGER stray_record_new BEFORE INSERT ON stray_record WHEN EXISTS (SELECT 1 FROM stray_record WHERE counter_id = NEW.counter_id AND terminal_id = NEW.terminal_id AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'stray_record_exists'); END

CREATE TRIGGER stray_record_fixed BEFORE UPDATE ON stray_record
BEGIN SELECT RAISE(ABORT, 'stray_record_fixed'); END

CREATE TRIGGER stray_record_stray_record_number_gap BEFORE INSERT ON stray_record WHEN NEW.number IS NOT (SELECT coalesce(max(t.number), 0) + 1 FROM stray_record AS t WHERE t.counter_id = NEW.counter_id AND t.terminal_id = NEW.terminal_id)
BEGIN SELECT RAISE(ABORT, 'stray_record_number_gap'); END

CREATE TRIGGER business_day_kept BEFORE DELETE ON business_day
BEGIN SELECT RAISE(ABORT, 'business_day_kept'); END

CREATE TRIGGER business_day_new BEFORE INSERT ON business_day WHEN EXISTS (SELECT 1 FROM business_day WHERE counter_id = NEW.counter_id AND day = NEW.day)
BEGIN SELECT RAISE(ABORT, 'business_day_exists'); END

CREATE TRIGGER business_day_moves BEFORE UPDATE ON business_day WHEN NOT ((OLD.state = 'open' AND NEW.state IN ('closed'))) OR OLD.counter_id IS NOT NEW.counter_id OR OLD.day IS NOT NEW.day OR OLD.business_date IS NOT NEW.business_date OR OLD.fiscal_year IS NOT NEW.fiscal_year OR OLD.opened_at IS NOT NEW.opened_at OR OLD.opened_by IS NOT NEW.opened_by OR OLD.change_fund IS NOT NEW.change_fund
BEGIN SELECT RAISE(ABORT, 'business_day_fixed'); END

CREATE TRIGGER business_day_business_day_day_gap BEFORE INSERT ON business_day WHEN NEW.day IS NOT (SELECT coalesce(max(t.day), 0) + 1 FROM business_day AS t WHERE t.counter_id = NEW.counter_id AND TRUE)
BEGIN SELECT RAISE(ABORT, 'business_day_day_gap'); END

CREATE TRIGGER business_day_day_begins_open BEFORE INSERT ON business_day WHEN NEW.state <> 'open'
BEGIN SELECT RAISE(ABORT, 'day_begins_open'); END

CREATE TRIGGER business_day_day_date_before_last BEFORE INSERT ON business_day WHEN EXISTS (SELECT 1 FROM business_day AS t WHERE t.counter_id = NEW.counter_id AND t.business_date > NEW.business_date)
BEGIN SELECT RAISE(ABORT, 'day_date_before_last'); END

CREATE TRIGGER business_day_day_closing_missing BEFORE UPDATE ON business_day WHEN NOT EXISTS (SELECT 1 FROM day_closing AS t WHERE t.counter_id = NEW.counter_id AND t.day = NEW.day)
BEGIN SELECT RAISE(ABORT, 'day_closing_missing'); END

CREATE TRIGGER staff_revision_kept BEFORE DELETE ON staff_revision
BEGIN SELECT RAISE(ABORT, 'staff_revision_kept'); END

CREATE TRIGGER staff_revision_new BEFORE INSERT ON staff_revision WHEN EXISTS (SELECT 1 FROM staff_revision WHERE counter_id = NEW.counter_id AND staff_id = NEW.staff_id AND revision = NEW.revision)
BEGIN SELECT RAISE(ABORT, 'staff_revision_exists'); END

CREATE TRIGGER staff_revision_fixed BEFORE UPDATE ON staff_revision
BEGIN SELECT RAISE(ABORT, 'staff_revision_fixed'); END

CREATE TRIGGER staff_revision_staff_revision_revision_gap BEFORE INSERT ON staff_revision WHEN NEW.revision IS NOT (SELECT coalesce(max(t.revision), 0) + 1 FROM staff_revision AS t WHERE t.counter_id = NEW.counter_id AND t.staff_id = NEW.staff_id)
BEGIN SELECT RAISE(ABORT, 'staff_revision_revision_gap'); END

CREATE TRIGGER cash_count_kept BEFORE DELETE ON cash_count
BEGIN SELECT RAISE(ABORT, 'cash_count_kept'); END

CREATE TRIGGER cash_count_new BEFORE INSERT ON cash_count WHEN EXISTS (SELECT 1 FROM cash_count WHERE counter_id = NEW.counter_id AND count_id = NEW.count_id)
BEGIN SELECT RAISE(ABORT, 'cash_count_exists'); END

CREATE TRIGGER cash_count_fixed BEFORE UPDATE ON cash_count
BEGIN SELECT RAISE(ABORT, 'cash_count_fixed'); END

CREATE TRIGGER cash_count_cash_count_attempt_gap BEFORE INSERT ON cash_count WHEN NEW.attempt IS NOT (SELECT coalesce(max(t.attempt), 0) + 1 FROM cash_count AS t WHERE t.counter_id = NEW.counter_id AND t.day = NEW.day AND t.kind = NEW.kind)
BEGIN SELECT RAISE(ABORT, 'cash_count_attempt_gap'); END

CREATE TRIGGER cash_count_count_needs_open_day BEFORE INSERT ON cash_count WHEN NOT EXISTS (SELECT 1 FROM business_day AS t WHERE t.counter_id = NEW.counter_id AND t.day = NEW.day AND t.state = 'open')
BEGIN SELECT RAISE(ABORT, 'count_needs_open_day'); END

CREATE TRIGGER cash_count_count_adds_up BEFORE INSERT ON cash_count WHEN NEW.total IS NOT (SELECT sum(t.denomination * t.pieces) FROM cash_count_line AS t WHERE t.counter_id = NEW.counter_id AND t.count_id = NEW.count_id)
BEGIN SELECT RAISE(ABORT, 'count_adds_up'); END

CREATE TRIGGER day_closing_kept BEFORE DELETE ON day_closing
BEGIN SELECT RAISE(ABORT, 'day_closing_kept'); END

CREATE TRIGGER day_closing_new BEFORE INSERT ON day_closing WHEN EXISTS (SELECT 1 FROM day_closing WHERE counter_id = NEW.counter_id AND day = NEW.day)
BEGIN SELECT RAISE(ABORT, 'day_closing_exists'); END

CREATE TRIGGER day_closing_fixed BEFORE UPDATE ON day_closing
BEGIN SELECT RAISE(ABORT, 'day_closing_fixed'); END

CREATE TRIGGER day_closing_day_closing_z_number_gap BEFORE INSERT ON day_closing WHEN NEW.z_number IS NOT (SELECT coalesce(max(t.z_number), 0) + 1 FROM day_closing AS t WHERE t.counter_id = NEW.counter_id AND TRUE)
BEGIN SELECT RAISE(ABORT, 'day_closing_z_number_gap'); END

CREATE TRIGGER day_closing_closing_needs_open_day BEFORE INSERT ON day_closing WHEN NOT EXISTS (SELECT 1 FROM business_day AS t WHERE t.counter_id = NEW.counter_id AND t.day = NEW.day AND t.state = 'open')
BEGIN SELECT RAISE(ABORT, 'closing_needs_open_day'); END

CREATE TRIGGER day_closing_payment_running BEFORE INSERT ON day_closing WHEN EXISTS (SELECT 1 FROM payment AS t WHERE t.counter_id = NEW.counter_id AND t.state IN ('requested', 'unknown') AND t.state = 'requested')
BEGIN SELECT RAISE(ABORT, 'payment_running'); END

CREATE TRIGGER day_print_kept BEFORE DELETE ON day_print
BEGIN SELECT RAISE(ABORT, 'day_print_kept'); END

CREATE TRIGGER day_print_new BEFORE INSERT ON day_print WHEN EXISTS (SELECT 1 FROM day_print WHERE counter_id = NEW.counter_id AND day = NEW.day AND copy = NEW.copy)
BEGIN SELECT RAISE(ABORT, 'day_print_exists'); END

CREATE TRIGGER day_print_fixed BEFORE UPDATE ON day_print
BEGIN SELECT RAISE(ABORT, 'day_print_fixed'); END

CREATE TRIGGER day_print_day_print_copy_gap BEFORE INSERT ON day_print WHEN NEW.copy IS NOT (SELECT coalesce(max(t.copy), -1) + 1 FROM day_print AS t WHERE t.counter_id = NEW.counter_id AND t.day = NEW.day)
BEGIN SELECT RAISE(ABORT, 'day_print_copy_gap'); END

CREATE TRIGGER day_total_kept BEFORE DELETE ON day_total
BEGIN SELECT RAISE(ABORT, 'day_total_kept'); END

CREATE TRIGGER day_total_fixed BEFORE UPDATE ON day_total WHEN OLD.counter_id IS NOT NEW.counter_id OR OLD.day IS NOT NEW.day OR OLD.dimension IS NOT NEW.dimension OR OLD.key IS NOT NEW.key OR OLD.part IS NOT NEW.part
BEGIN SELECT RAISE(ABORT, 'day_total_fixed'); END

CREATE TRIGGER day_total_total_of_open_day BEFORE INSERT ON day_total WHEN NOT EXISTS (SELECT 1 FROM business_day AS t WHERE t.counter_id = NEW.counter_id AND t.day = NEW.day AND t.state = 'open')
BEGIN SELECT RAISE(ABORT, 'total_of_open_day'); END

CREATE TRIGGER day_total_total_changes_while_open BEFORE UPDATE ON day_total WHEN NOT EXISTS (SELECT 1 FROM business_day AS t WHERE t.counter_id = NEW.counter_id AND t.day = NEW.day AND t.state = 'open')
BEGIN SELECT RAISE(ABORT, 'total_changes_while_open'); END

CREATE TRIGGER sale_kept BEFORE DELETE ON sale
BEGIN SELECT RAISE(ABORT, 'sale_kept'); END

CREATE TRIGGER sale_new BEFORE INSERT ON sale WHEN EXISTS (SELECT 1 FROM sale WHERE counter_id = NEW.counter_id AND sale_id = NEW.sale_id)
BEGIN SELECT RAISE(ABORT, 'sale_exists'); END

CREATE TRIGGER sale_moves BEFORE UPDATE ON sale WHEN NOT ((OLD.state = 'promised' AND NEW.state IN ('abandoned', 'settled'))) OR OLD.counter_id IS NOT NEW.counter_id OR OLD.sale_id IS NOT NEW.sale_id OR OLD.day IS NOT NEW.day OR OLD.number IS NOT NEW.number OR OLD.fiscal_year IS NOT NEW.fiscal_year OR OLD.kind IS NOT NEW.kind OR OLD.clerk IS NOT NEW.clerk OR OLD.approver IS NOT NEW.approver OR OLD.created_at IS NOT NEW.created_at OR OLD.total IS NOT NEW.total OR OLD.listed_total IS NOT NEW.listed_total OR OLD.application_no IS NOT NEW.application_no OR OLD.addressee IS NOT NEW.addressee OR OLD.ground IS NOT NEW.ground OR OLD.body IS NOT NEW.body OR OLD.cancels IS NOT NEW.cancels
BEGIN SELECT RAISE(ABORT, 'sale_fixed'); END

CREATE TRIGGER sale_sale_number_gap BEFORE INSERT ON sale WHEN NEW.number IS NOT (SELECT coalesce(max(t.number), 0) + 1 FROM sale AS t WHERE t.counter_id = NEW.counter_id AND t.day = NEW.day)
BEGIN SELECT RAISE(ABORT, 'sale_number_gap'); END

CREATE TRIGGER sale_sale_begins_promised BEFORE INSERT ON sale WHEN NEW.state <> 'promised'
BEGIN SELECT RAISE(ABORT, 'sale_begins_promised'); END

CREATE TRIGGER sale_sale_needs_open_day BEFORE INSERT ON sale WHEN NOT EXISTS (SELECT 1 FROM business_day AS t WHERE t.counter_id = NEW.counter_id AND t.day = NEW.day AND t.state = 'open')
BEGIN SELECT RAISE(ABORT, 'sale_needs_open_day'); END

CREATE TRIGGER sale_sale_adds_up BEFORE INSERT ON sale WHEN (NEW.total, NEW.listed_total) IS NOT (SELECT sum(t.amount), sum(t.listed_amount) FROM sale_line AS t WHERE t.counter_id = NEW.counter_id AND t.sale_id = NEW.sale_id)
BEGIN SELECT RAISE(ABORT, 'sale_adds_up'); END

CREATE TRIGGER sale_cancels_settled_sale BEFORE INSERT ON sale WHEN NEW.cancels IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sale AS t WHERE t.counter_id = NEW.counter_id AND t.sale_id = NEW.cancels AND t.state = 'settled' AND t.total = -NEW.total)
BEGIN SELECT RAISE(ABORT, 'cancels_settled_sale'); END

CREATE TRIGGER sale_settling_needs_open_day BEFORE UPDATE ON sale WHEN NEW.state = 'settled' AND NOT EXISTS (SELECT 1 FROM business_day AS t WHERE t.counter_id = NEW.counter_id AND t.day = NEW.booked_day AND t.state = 'open')
BEGIN SELECT RAISE(ABORT, 'settling_needs_open_day'); END

CREATE TRIGGER sale_settling_needs_payment BEFORE UPDATE ON sale WHEN NEW.state = 'settled' AND NEW.kind <> 'official_use' AND NOT EXISTS (SELECT 1 FROM payment AS t WHERE t.counter_id = NEW.counter_id AND t.sale_id = NEW.sale_id AND t.state = 'approved')
BEGIN SELECT RAISE(ABORT, 'settling_needs_payment'); END

CREATE TRIGGER sale_settling_needs_voucher BEFORE UPDATE ON sale WHEN NEW.state = 'settled' AND NEW.total <> 0 AND NOT EXISTS (SELECT 1 FROM voucher AS t WHERE t.counter_id = NEW.counter_id AND t.sale_id = NEW.sale_id AND t.day = NEW.booked_day)
BEGIN SELECT RAISE(ABORT, 'settling_needs_voucher'); END

CREATE TRIGGER sale_settling_needs_paper BEFORE UPDATE ON sale WHEN NEW.state = 'settled' AND NOT EXISTS (SELECT 1 FROM paper AS t WHERE t.counter_id = NEW.counter_id AND t.sale_id = NEW.sale_id AND t.day = NEW.booked_day)
BEGIN SELECT RAISE(ABORT, 'settling_needs_paper'); END

CREATE TRIGGER sale_abandoning_takes_no_money BEFORE UPDATE ON sale WHEN NEW.state = 'abandoned' AND EXISTS (SELECT 1 FROM payment AS t WHERE t.counter_id = NEW.counter_id AND t.sale_id = NEW.sale_id AND t.state IN ('approved', 'requested', 'unknown'))
BEGIN SELECT RAISE(ABORT, 'abandoning_takes_no_money'); END

CREATE TRIGGER cash_count_line_kept BEFORE DELETE ON cash_count_line
BEGIN SELECT RAISE(ABORT, 'cash_count_line_kept'); END

CREATE TRIGGER cash_count_line_new BEFORE INSERT ON cash_count_line WHEN EXISTS (SELECT 1 FROM cash_count_line WHERE counter_id = NEW.counter_id AND count_id = NEW.count_id AND denomination = NEW.denomination)
BEGIN SELECT RAISE(ABORT, 'cash_count_line_exists'); END

CREATE TRIGGER cash_count_line_fixed BEFORE UPDATE ON cash_count_line
BEGIN SELECT RAISE(ABORT, 'cash_count_line_fixed'); END

CREATE TRIGGER cash_count_line_cash_count_is_complete BEFORE INSERT ON cash_count_line WHEN EXISTS (SELECT 1 FROM cash_count AS t WHERE t.counter_id = NEW.counter_id AND t.count_id = NEW.count_id)
BEGIN SELECT RAISE(ABORT, 'cash_count_is_complete'); END

CREATE TRIGGER paper_kept BEFORE DELETE ON paper
BEGIN SELECT RAISE(ABORT, 'paper_kept'); END

CREATE TRIGGER paper_new BEFORE INSERT ON paper WHEN EXISTS (SELECT 1 FROM paper WHERE counter_id = NEW.counter_id AND series = NEW.series AND fiscal_year = NEW.fiscal_year AND serial = NEW.serial)
BEGIN SELECT RAISE(ABORT, 'paper_exists'); END

CREATE TRIGGER paper_fixed BEFORE UPDATE ON paper
BEGIN SELECT RAISE(ABORT, 'paper_fixed'); END

CREATE TRIGGER paper_paper_serial_gap BEFORE INSERT ON paper WHEN NEW.serial IS NOT (SELECT coalesce(max(t.serial), 0) + 1 FROM paper AS t WHERE t.counter_id = NEW.counter_id AND t.series = NEW.series AND t.fiscal_year = NEW.fiscal_year)
BEGIN SELECT RAISE(ABORT, 'paper_serial_gap'); END

CREATE TRIGGER paper_paper_of_promised_sale BEFORE INSERT ON paper WHEN NOT EXISTS (SELECT 1 FROM sale AS t WHERE t.counter_id = NEW.counter_id AND t.sale_id = NEW.sale_id AND t.state = 'promised')
BEGIN SELECT RAISE(ABORT, 'paper_of_promised_sale'); END

CREATE TRIGGER paper_paper_needs_open_day BEFORE INSERT ON paper WHEN NOT EXISTS (SELECT 1 FROM business_day AS t WHERE t.counter_id = NEW.counter_id AND t.day = NEW.day AND t.state = 'open')
BEGIN SELECT RAISE(ABORT, 'paper_needs_open_day'); END

CREATE TRIGGER payment_kept BEFORE DELETE ON payment
BEGIN SELECT RAISE(ABORT, 'payment_kept'); END

CREATE TRIGGER payment_new BEFORE INSERT ON payment WHEN EXISTS (SELECT 1 FROM payment WHERE counter_id = NEW.counter_id AND payment_id = NEW.payment_id)
BEGIN SELECT RAISE(ABORT, 'payment_exists'); END

CREATE TRIGGER payment_moves BEFORE UPDATE ON payment WHEN NOT ((OLD.state = 'requested' AND NEW.state IN ('aborted', 'approved', 'declined', 'not_charged', 'unknown')) OR (OLD.state = 'unknown' AND NEW.state IN ('approved', 'declined', 'not_charged'))) OR OLD.counter_id IS NOT NEW.counter_id OR OLD.payment_id IS NOT NEW.payment_id OR OLD.sale_id IS NOT NEW.sale_id OR OLD.attempt IS NOT NEW.attempt OR OLD.method IS NOT NEW.method OR OLD.direction IS NOT NEW.direction OR OLD.amount IS NOT NEW.amount OR OLD.requested_at IS NOT NEW.requested_at OR OLD.terminal_id IS NOT NEW.terminal_id OR OLD.mark IS NOT NEW.mark OR OLD.clock_offset_s IS NOT NEW.clock_offset_s OR OLD.tendered IS NOT NEW.tendered
BEGIN SELECT RAISE(ABORT, 'payment_fixed'); END

CREATE TRIGGER payment_payment_attempt_gap BEFORE INSERT ON payment WHEN NEW.attempt IS NOT (SELECT coalesce(max(t.attempt), 0) + 1 FROM payment AS t WHERE t.counter_id = NEW.counter_id AND t.sale_id = NEW.sale_id)
BEGIN SELECT RAISE(ABORT, 'payment_attempt_gap'); END

CREATE TRIGGER payment_payment_begins_requested BEFORE INSERT ON payment WHEN NEW.state <> 'requested'
BEGIN SELECT RAISE(ABORT, 'payment_begins_requested'); END

CREATE TRIGGER payment_payment_is_for_the_sale BEFORE INSERT ON payment WHEN NOT EXISTS (SELECT 1 FROM sale AS t WHERE t.counter_id = NEW.counter_id AND t.sale_id = NEW.sale_id AND t.state = 'promised' AND abs(t.total) = NEW.amount AND (t.kind = 'cancellation') = (NEW.direction = 'cancel'))
BEGIN SELECT RAISE(ABORT, 'payment_is_for_the_sale'); END

CREATE TRIGGER payment_settlement_four_eyes BEFORE UPDATE ON payment WHEN json_extract(NEW.conclusion, '$.staff') = json_extract(NEW.conclusion, '$.approver')
BEGIN SELECT RAISE(ABORT, 'settlement_four_eyes'); END

CREATE TRIGGER sale_line_kept BEFORE DELETE ON sale_line
BEGIN SELECT RAISE(ABORT, 'sale_line_kept'); END

CREATE TRIGGER sale_line_new BEFORE INSERT ON sale_line WHEN EXISTS (SELECT 1 FROM sale_line WHERE counter_id = NEW.counter_id AND sale_id = NEW.sale_id AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'sale_line_exists'); END

CREATE TRIGGER sale_line_fixed BEFORE UPDATE ON sale_line
BEGIN SELECT RAISE(ABORT, 'sale_line_fixed'); END

CREATE TRIGGER sale_line_sale_is_complete BEFORE INSERT ON sale_line WHEN EXISTS (SELECT 1 FROM sale AS t WHERE t.counter_id = NEW.counter_id AND t.sale_id = NEW.sale_id)
BEGIN SELECT RAISE(ABORT, 'sale_is_complete'); END

CREATE TRIGGER voucher_kept BEFORE DELETE ON voucher
BEGIN SELECT RAISE(ABORT, 'voucher_kept'); END

CREATE TRIGGER voucher_new BEFORE INSERT ON voucher WHEN EXISTS (SELECT 1 FROM voucher WHERE counter_id = NEW.counter_id AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'voucher_exists'); END

CREATE TRIGGER voucher_fixed BEFORE UPDATE ON voucher
BEGIN SELECT RAISE(ABORT, 'voucher_fixed'); END

CREATE TRIGGER voucher_voucher_number_gap BEFORE INSERT ON voucher WHEN NEW.number IS NOT (SELECT coalesce(max(t.number), 0) + 1 FROM voucher AS t WHERE t.counter_id = NEW.counter_id AND TRUE)
BEGIN SELECT RAISE(ABORT, 'voucher_number_gap'); END

CREATE TRIGGER voucher_voucher_needs_open_day BEFORE INSERT ON voucher WHEN NOT EXISTS (SELECT 1 FROM business_day AS t WHERE t.counter_id = NEW.counter_id AND t.day = NEW.day AND t.state = 'open')
BEGIN SELECT RAISE(ABORT, 'voucher_needs_open_day'); END

CREATE TRIGGER voucher_voucher_sums_to_zero BEFORE INSERT ON voucher WHEN (SELECT sum(t.amount) FROM entry AS t WHERE t.counter_id = NEW.counter_id AND t.voucher = NEW.number) IS NOT 0
BEGIN SELECT RAISE(ABORT, 'voucher_sums_to_zero'); END

CREATE TRIGGER voucher_voucher_of_promised_sale BEFORE INSERT ON voucher WHEN NEW.sale_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sale AS t WHERE t.counter_id = NEW.counter_id AND t.sale_id = NEW.sale_id AND t.state = 'promised')
BEGIN SELECT RAISE(ABORT, 'voucher_of_promised_sale'); END

CREATE TRIGGER entry_kept BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'entry_kept'); END

CREATE TRIGGER entry_new BEFORE INSERT ON entry WHEN EXISTS (SELECT 1 FROM entry WHERE counter_id = NEW.counter_id AND voucher = NEW.voucher AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'entry_exists'); END

CREATE TRIGGER entry_fixed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'entry_fixed'); END

CREATE TRIGGER entry_voucher_is_complete BEFORE INSERT ON entry WHEN EXISTS (SELECT 1 FROM voucher AS t WHERE t.counter_id = NEW.counter_id AND t.number = NEW.voucher)
BEGIN SELECT RAISE(ABORT, 'voucher_is_complete'); END

CREATE TRIGGER paper_print_kept BEFORE DELETE ON paper_print
BEGIN SELECT RAISE(ABORT, 'paper_print_kept'); END

CREATE TRIGGER paper_print_new BEFORE INSERT ON paper_print WHEN EXISTS (SELECT 1 FROM paper_print WHERE counter_id = NEW.counter_id AND series = NEW.series AND fiscal_year = NEW.fiscal_year AND serial = NEW.serial AND copy = NEW.copy)
BEGIN SELECT RAISE(ABORT, 'paper_print_exists'); END

CREATE TRIGGER paper_print_fixed BEFORE UPDATE ON paper_print
BEGIN SELECT RAISE(ABORT, 'paper_print_fixed'); END

CREATE TRIGGER paper_print_paper_print_copy_gap BEFORE INSERT ON paper_print WHEN NEW.copy IS NOT (SELECT coalesce(max(t.copy), -1) + 1 FROM paper_print AS t WHERE t.counter_id = NEW.counter_id AND t.series = NEW.series AND t.fiscal_year = NEW.fiscal_year AND t.serial = NEW.serial)
BEGIN SELECT RAISE(ABORT, 'paper_print_copy_gap'); END

CREATE TRIGGER payment_result_kept BEFORE DELETE ON payment_result
BEGIN SELECT RAISE(ABORT, 'payment_result_kept'); END

CREATE TRIGGER payment_result_new BEFORE INSERT ON payment_result WHEN EXISTS (SELECT 1 FROM payment_result WHERE counter_id = NEW.counter_id AND payment_id = NEW.payment_id AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'payment_result_exists'); END

CREATE TRIGGER payment_result_fixed BEFORE UPDATE ON payment_result
BEGIN SELECT RAISE(ABORT, 'payment_result_fixed'); END

CREATE TRIGGER payment_result_payment_result_number_gap BEFORE INSERT ON payment_result WHEN NEW.number IS NOT (SELECT coalesce(max(t.number), 0) + 1 FROM payment_result AS t WHERE t.counter_id = NEW.counter_id AND t.payment_id = NEW.payment_id)
BEGIN SELECT RAISE(ABORT, 'payment_result_number_gap'); END

CREATE TRIGGER payment_result_result_of_open_payment BEFORE INSERT ON payment_result WHEN NOT EXISTS (SELECT 1 FROM payment AS t WHERE t.counter_id = NEW.counter_id AND t.payment_id = NEW.payment_id AND t.state IN ('requested', 'unknown'))
BEGIN SELECT RAISE(ABORT, 'result_of_open_payment'); END

ANALYZE

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('counter_total', 'counter_total', '1000000 1000000 1'), ('fee', 'sqlite_autoindex_fee_2', '1000000 1000000 5 5 1'), ('fee', 'fee', '1000000 1000000 1'), ('journal', 'sqlite_autoindex_journal_1', '1000000 1000000 1'), ('ledger_identity', 'ledger_identity', '1000000 1'), ('login', 'login_by_staff', '1000000 1000000 5 5'), ('login', 'login', '1000000 1000000 1'), ('staff', 'staff', '1000000 1000000 1'), ('stray_record', 'stray_record', '1000000 1000000 5 1'), ('business_day', 'business_day_one_open', '100 1'), ('business_day', 'sqlite_autoindex_business_day_2', '1000000 1000000 1'), ('business_day', 'business_day', '1000000 1000000 1'), ('staff_revision', 'staff_revision', '1000000 1000000 5 1'), ('cash_count', 'sqlite_autoindex_cash_count_2', '1000000 1000000 300 300 1'), ('cash_count', 'cash_count', '1000000 1000000 1'), ('day_closing', 'sqlite_autoindex_day_closing_2', '1000000 1000000 1'), ('day_closing', 'sqlite_autoindex_day_closing_1', '1000000 1000000 1'), ('day_print', 'day_print', '1000000 1000000 300 1'), ('day_total', 'day_total', '1000000 1000000 300 300 5 1'), ('sale', 'sale_cancelled_once', '100 100 1'), ('sale', 'sale_by_booked_day', '1000000 1000000 300 300'), ('sale', 'sqlite_autoindex_sale_2', '1000000 1000000 300 1'), ('sale', 'sale', '1000000 1000000 1'), ('cash_count_line', 'cash_count_line', '1000000 1000000 5 1'), ('paper', 'paper_by_day', '1000000 1000000 300 300 300 5'), ('paper', 'sqlite_autoindex_paper_2', '1000000 1000000 1'), ('paper', 'sqlite_autoindex_paper_1', '1000000 1000000 300 300 1'), ('payment', 'payment_open', '100 100 5'), ('payment', 'payment_one_open_per_terminal', '100 100 1'), ('payment', 'payment_by_terminal', '100 100 5 5'), ('payment', 'sqlite_autoindex_payment_2', '1000000 1000000 5 1'), ('payment', 'payment', '1000000 1000000 1'), ('sale_line', 'sale_line', '1000000 1000000 5 1'), ('voucher', 'voucher_by_day', '1000000 1000000 300'), ('voucher', 'sqlite_autoindex_voucher_2', '1000000 1000000 1'), ('voucher', 'voucher', '1000000 1000000 1'), ('entry', 'entry', '1000000 1000000 5 1'), ('paper_print', 'paper_print', '1000000 1000000 300 300 5 1'), ('payment_result', 'payment_result', '1000000 1000000 5 1')
