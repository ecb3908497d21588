"""judge.py COMPARE MAJOR URL URL [OPTION...]: asks compare.py about servers that it was not written for.

It reads the catalogs of PostgreSQL 15 and 16. What other majors spell in another way, or do not
have, is put in its place here; a word that is no longer found there is a fault. Where there is no
pg_dump that can read the server (DBTOOL_PG_DUMP=no), the catalogs alone are compared.
"""
import os
import sys

OTHERWISE = [
    # (spoken of from this major up to that one, the words, what stands for them there)
    (0, 14, "a.attcompression", "''"),
    (0, 14, "t.typsubscript", "''"),
    (0, 14, "pg_get_expr(stxexprs, stxrelid)", "null::text"),
    (0, 14, "rngmultitypid::regtype, ", ""),
    (0, 14, "subbinary, substream, ", "'', '', "),
    (0, 15, "pg_publication_namespace where pnpubid = p.oid", "(select null::oid as pnnspid) n where false"),
    (0, 15, "attnum = any (prattrs)", "false"),
    (0, 15, "pg_get_expr(prqual, prrelid)", "null::text"),
    (0, 15, "subtwophasestate, subdisableonerr, ", "'', '', "),
    (0, 15, "colliculocale", "null::text"),
    (17, 99, "colliculocale", "colllocale"),
]

path, major = sys.argv[1], int(sys.argv[2])
with open(path) as file:
    source = file.read()
for since, before, words, instead in OTHERWISE:
    if since <= major < before:
        if words not in source:
            sys.exit(f"{path} no longer says {words}: see {__file__}")
        source = source.replace(words, instead)
if os.environ.get("DBTOOL_PG_DUMP") == "no":
    words = "def dump(url, ignore_order):\n"
    if words not in source:
        sys.exit(f"{path} no longer defines dump: see {__file__}")
    source = source.replace(words, words + "    return Counter()\n")
sys.argv = [path] + sys.argv[3:]
exec(compile(source, path, "exec"), {"__name__": "__main__", "__doc__": __doc__})
