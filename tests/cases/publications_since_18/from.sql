create table t (a int, b int generated always as (a + 1) stored); create publication on_it for table t with (publish_generated_columns = stored); create publication off_it for table t;
