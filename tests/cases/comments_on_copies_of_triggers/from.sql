-- What is said of a partition's copy of a trigger is said of it alone. That the judge sees none of it is why
-- tests/cli/database.rs looks at them, too.
create function f() returns trigger language plpgsql as 'begin return new; end';
create table p (a int, b int) partition by list (a); create table p1 partition of p for values in (1) partition by range (b); create table p11 partition of p1 default; create table p2 partition of p for values in (2); create table p3 partition of p for values in (3);
create trigger kept after insert on p for each row execute function f(); create trigger anew before delete on p for each row execute function f(); create trigger gone after delete on p for each row execute function f();
comment on trigger kept on p is 'of all'; comment on trigger kept on p1 is 'of one'; comment on trigger kept on p11 is 'of one of one'; comment on trigger anew on p2 is 'it''s of two'; comment on trigger gone on p1 is 'goes'; comment on trigger kept on p3 is 'goes with its partition'; comment on trigger anew on p1 is 'goes alone';
