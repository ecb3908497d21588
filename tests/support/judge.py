"""judge.py COMPARE MAJOR: asks compare.py about servers that it was not written for, as often as asked.

Each line of stdin is a question in JSON, each line of stdout its answer:
  {"keep": URL, "file": FILE}                    what a database holds now, for later questions: {}
  {"here": URL, "there": URL, "order": BOOL}     {"told": [LINE...]}, nothing where both are the same
A URL that is the name of such a file stands for what the database held then. What cannot be answered is
{"error": WHY}. One process for many questions: Python starts no faster than the servers answer.

compare.py reads the catalogs of PostgreSQL 15 and 16. What other majors spell in another way, or do not
have, is put in its place here; a word that is no longer found there is a fault. Where there is no
pg_dump that can read the server (DBTOOL_PG_DUMP=no), the catalogs alone are compared.
"""
import json
import os
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor

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
compare = {"__name__": "compare", "__doc__": __doc__}
exec(compile(source, path, "exec"), compare)
read_catalog, read_dump = compare["catalog"], compare["dump"]


def kept(url):
    with open(url, "rb") as held:
        return pickle.load(held)


def catalog(url):
    return read_catalog(url) if "://" in url else kept(url)[0]


def dump(url, ignore_order):
    return read_dump(url, ignore_order) if "://" in url else kept(url)[1 + ignore_order]


compare["catalog"], compare["dump"] = catalog, dump


def answer(question):
    if "keep" in question:
        url = question["keep"]
        with ThreadPoolExecutor(2) as pool:
            objects, entries = pool.submit(read_catalog, url), pool.submit(read_dump, url, True)
            # Only what is compared without the columns' order is kept.
            with open(question["file"], "wb") as held:
                pickle.dump((objects.result(), None, entries.result()), held)
        return {}
    found = compare["compare"](question["here"], question["there"], not question["order"])
    return {"told": [compare["show"](one) for one in found]}


for line in sys.stdin:
    try:
        said = answer(json.loads(line))
    except Exception as error:
        said = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(said), flush=True)
