use super::*;

fn at(line: u32, column: u32) -> Place {
    Place { file: "m.yaml".into(), line, column }
}

fn changed(text: &str, changes: &[(Place, What)]) -> Result<String, String> {
    let texts = BTreeMap::from([("m.yaml".to_owned(), text.to_owned())]);
    let changes: Vec<Change> = changes.iter().map(|(at, what)| Change { at: at.clone(), what: what.clone() }).collect();
    match apply(&texts, &changes) {
        Ok(mut texts) => Ok(texts.remove("m.yaml").unwrap_or_else(|| text.to_owned())),
        Err((_, why)) => Err(why),
    }
}

fn set(text: &str) -> What {
    What::Set { key: "type", text: text.to_owned() }
}

fn put(below: Option<&'static str>, key: &str, value: Yaml) -> What {
    What::Put { short: Some("type"), below, key: key.to_owned(), value }
}

#[test]
fn an_entry_goes_with_its_lines_or_its_comma() {
    for (text, places, wanted) in [
        (
            "i:\n  a: [x]\n  b:\n    keys: [y]\n    unique: true\n\n  # of c\n  c: z\n",
            vec![at(3, 3)],
            "i:\n  a: [x]\n\n  # of c\n  c: z\n",
        ),
        ("i: {a: [x], \"b c\": [y], c: z}\n", vec![at(1, 5)], "i: {\"b c\": [y], c: z}\n"),
        ("i: {a: [x], \"b c\": [y], c: z}\n", vec![at(1, 13)], "i: {a: [x], c: z}\n"),
        ("i: {a: [x], b: [y], c: z} # é\n", vec![at(1, 13), at(1, 21)], "i: {a: [x]} # é\n"),
        // By the place of its value; and what holds nothing else goes with it.
        ("t:\n  é: int\n  i:\n    a: [x]\n  # end\n", vec![at(4, 8)], "t:\n  é: int\n  # end\n"),
        ("t: {c: 1, i: {a: [x]}}", vec![at(1, 15)], "t: {c: 1}"),
        ("\u{feff}t:\r\n  a: 1\r\n  b: 2\r\n", vec![at(2, 3)], "\u{feff}t:\r\n  b: 2\r\n"),
        ("t:\n  a: |\n    x\n    # y\n\n  b: 2\n", vec![at(2, 3)], "t:\n\n  b: 2\n"),
    ] {
        let drops: Vec<_> = places.into_iter().map(|place| (place, What::Drop)).collect();
        assert_eq!(changed(text, &drops).as_deref(), Ok(wanted), "{text}");
    }
}

#[test]
fn what_would_take_a_comment_along_or_change_other_places_is_refused() {
    for (text, place, what, why) in [
        ("i:\n  a: 1 # why\n  b: 2\n", at(2, 3), What::Drop, "a comment"),
        ("i:\n  # why\n  a: 1\n  b: 2\n", at(3, 3), What::Drop, "a comment"),
        ("i: {a: 1, # why\n  b: 2}\n", at(1, 5), What::Drop, "a comment"),
        ("i:\n- a: 1\n  b: 2\n", at(2, 3), What::Drop, "a line of its own"),
        ("x: &x {a: 1, b: 2}\ny: *x\n", at(1, 8), What::Drop, "several places"),
        ("x: &x char(1)\ny: *x\n", at(2, 1), set("text"), "several places"),
        ("x: {y: 1}\n", at(1, 1), set("text"), "says no `type`"),
        ("x: {index: false}\n", at(1, 1), put(None, "index", Yaml::word("true")), "says `index` already"),
        ("x: [1]\n", at(1, 1), put(None, "index", Yaml::word("true")), "no mapping"),
        ("x: 1\n", at(7, 1), What::Drop, "nothing is found"),
    ] {
        let refused = changed(text, &[(place, what)]).unwrap_err();
        assert!(refused.contains(why), "{text}: {refused}");
    }
}

#[test]
fn a_text_keeps_its_quotes_and_what_stands_around_it() {
    for (text, place, wanted) in [
        ("a: char(3) # é\n", at(1, 1), "a: text # é\n"),
        ("a: 'char(3)'\n", at(1, 1), "a: 'text'\n"),
        ("é: {\"type\": \"char(3)\", not_null: true}\n", at(1, 1), "é: {\"type\": \"text\", not_null: true}\n"),
        (
            "a:\r\n  # b\r\n  type: char(3)   # c\r\n  d: 1\r\n",
            at(1, 1),
            "a:\r\n  # b\r\n  type: text   # c\r\n  d: 1\r\n",
        ),
    ] {
        assert_eq!(changed(text, &[(place, set("text"))]).as_deref(), Ok(wanted), "{text}");
    }
    assert_eq!(changed("{a: x}", &[(at(1, 2), set("numeric(1,2)"))]).as_deref(), Ok("{a: 'numeric(1,2)'}"));
}

#[test]
fn a_mapping_gets_an_entry_in_its_own_style() {
    let keys = || Yaml::texts(&["a", "b,c"]);
    for (text, below, wanted) in [
        ("t: bigint # id\n", None, "t: {type: bigint, k: [a, 'b,c']} # id\n"),
        ("t: 'numeric(1, 2)'\n", None, "t: {type: 'numeric(1, 2)', k: [a, 'b,c']}\n"),
        ("t: {x: 1, # one\n  y: 2\n}\n", None, "t: {x: 1, # one\n  y: 2, k: [a, 'b,c']\n}\n"),
        ("t: {}\n", None, "t: {k: [a, 'b,c']}\n"),
        (
            "t:\n    x: 1 # one\n    y:\n      - 2\n\n# end\nu: 1",
            None,
            "t:\n    x: 1 # one\n    y:\n      - 2\n    k: [a, 'b,c']\n\n# end\nu: 1",
        ),
        ("t:\r\n  x: 1", None, "t:\r\n  x: 1\r\n  k: [a, 'b,c']"),
        (
            "t:\n  x: 1\n  i:\n    j: [z] # j\n  y: 2\n",
            Some("i"),
            "t:\n  x: 1\n  i:\n    j: [z] # j\n    k: [a, 'b,c']\n  y: 2\n",
        ),
        ("t:\n  x: 1\n  i: {}\n", Some("i"), "t:\n  x: 1\n  i: {k: [a, 'b,c']}\n"),
        ("t:\n  x: |\n    y\n\n", Some("i"), "t:\n  x: |\n    y\n  i: {k: [a, 'b,c']}\n\n"),
    ] {
        assert_eq!(changed(text, &[(at(1, 1), put(below, "k", keys()))]).as_deref(), Ok(wanted), "{text}");
    }
}
