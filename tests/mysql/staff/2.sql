CREATE TABLE employees (emp_no bigint unsigned NOT NULL AUTO_INCREMENT, first_name varchar(140) NOT NULL, last_name varchar(160) NOT NULL, full_name varchar(301) GENERATED ALWAYS AS (concat(first_name, ' ', last_name)) VIRTUAL, gender enum('M','F','X') DEFAULT NULL, hire_date date NOT NULL DEFAULT '2000-01-01', boss bigint unsigned, PRIMARY KEY (emp_no), KEY by_name (last_name, first_name), KEY full_name (full_name), CONSTRAINT boss FOREIGN KEY (boss) REFERENCES employees (emp_no) ON DELETE SET NULL) ROW_FORMAT=DYNAMIC COMMENT='people';
CREATE TABLE departments (dept_no char(4) CHARACTER SET ascii NOT NULL, dept_name varchar(40) NOT NULL, head bigint unsigned DEFAULT NULL, PRIMARY KEY (dept_no), UNIQUE KEY (dept_name), CONSTRAINT head FOREIGN KEY (head) REFERENCES employees (emp_no));
CREATE TABLE dept_emp (emp_no bigint unsigned NOT NULL, dept_no char(4) CHARACTER SET ascii NOT NULL, from_date date NOT NULL, to_date date, PRIMARY KEY (emp_no, dept_no, from_date), CONSTRAINT of_employee FOREIGN KEY (emp_no) REFERENCES employees (emp_no) ON DELETE CASCADE, CONSTRAINT of_department FOREIGN KEY (dept_no) REFERENCES departments (dept_no) ON DELETE CASCADE ON UPDATE CASCADE, CONSTRAINT in_order CHECK (to_date IS NULL OR to_date >= from_date));
CREATE TABLE salaries (emp_no bigint unsigned NOT NULL, salary decimal(12,2) NOT NULL, from_date date NOT NULL, to_date date NOT NULL, PRIMARY KEY (emp_no, from_date)) PARTITION BY RANGE COLUMNS (from_date) (PARTITION p02 VALUES LESS THAN ('1986-12-31'), PARTITION p03 VALUES LESS THAN ('1987-12-31'), PARTITION p04 VALUES LESS THAN (MAXVALUE));
CREATE VIEW current_dept_emp AS SELECT emp_no, dept_no FROM dept_emp WHERE to_date IS NULL;
CREATE VIEW dept_emp_latest_date AS SELECT emp_no, MAX(from_date) AS from_date FROM dept_emp GROUP BY emp_no;
CREATE FUNCTION emp_name(p_emp_id bigint unsigned) RETURNS varchar(301) READS SQL DATA
  RETURN (SELECT full_name FROM employees WHERE emp_no = p_emp_id);
CREATE VIEW v_full AS SELECT head, emp_name(head) AS name, dept_name FROM departments;
CREATE PROCEDURE raise(who bigint unsigned, by_percent decimal(5,2)) MODIFIES SQL DATA
BEGIN
  DECLARE done, n int DEFAULT 0;
  DECLARE c CURSOR FOR SELECT salary FROM salaries WHERE emp_no = who FOR UPDATE;
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = 1;
  OPEN c;
  again: LOOP
    FETCH c INTO n;
    IF done THEN LEAVE again; END IF;
    UPDATE salaries SET salary = salary * (1 + by_percent / 100) WHERE emp_no = who;
  END LOOP again;
  CLOSE c;
END;
