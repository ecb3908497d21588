CREATE TABLE t (id uuid PRIMARY KEY, a uuid, b timestamptz, c int, d text[], e uuid[], f boolean, g int, h int, i int, j interval, k bigint, l bigint);
