//! Long lines, odd encodings, large files, suppressions without end.

use straggler::finding::SkipReason;

use super::{RULES, check, count, numbered, python, rust};

#[test]
fn suppressions_without_end() {
    const MANY: usize = 10_000;
    let problems = |text: String| {
        check("x.py", "import legacy.billing\n".to_owned() + &text)
            .scan
            .problems
    };
    let own_line = "# straggler: allow(billing): why\n";
    assert_eq!(python(own_line.repeat(MANY) + "legacy.billing\n"), 1);
    assert_eq!(
        python("legacy.billing # straggler: allow(billing): why\n".repeat(MANY)),
        MANY
    );
    assert_eq!(
        problems("x # straggler: allow(billing): why\n".repeat(MANY)).len(),
        101
    );
    python("# ".to_owned() + &"straggler: allow(billing) ".repeat(MANY) + "\nlegacy.billing\n");
    python(own_line.replace("allow", "allow-file").repeat(MANY) + &"legacy.billing\n".repeat(MANY));
    let ids = numbered(MANY, |n| format!("x{n},"));
    assert_eq!(
        problems(format!("# straggler: allow-file({ids}): why\n")).len(),
        101
    );
    let long = problems(format!("# straggler: allow({}): why\n", "x".repeat(1 << 20)));
    assert!(long.iter().all(|problem| problem.message.len() < 1000));
    rust("billing::x(); // straggler: allow(billing): why\n".repeat(MANY / 4));
    rust("/* straggler: allow(billing): why */ ".repeat(MANY) + "billing::x();");
    rust(" ".repeat(1 << 20) + &"/* straggler: allow(billing): why */ ".repeat(MANY) + "billing::x();");
    for text in [
        "\"straggler: # ",
        "# straggler: allow(billing): x\n",
        "# straggler: allow(billing) ",
        "straggler:",
    ] {
        count("x.go", text.repeat(MANY) + "\nlegacy.billing\n");
    }
}

#[test]
fn lines_are_long() {
    const MANY: usize = 20_000;
    assert_eq!(python("legacy.billing.x;".repeat(MANY)), MANY);
    assert_eq!(python("legacy.billing.charge;".repeat(MANY / 2)), MANY);
    assert_eq!(
        rust("fn f() {".to_owned() + &"billing::x();".repeat(MANY / 2) + "}"),
        MANY / 2
    );
    assert_eq!(count("x.go", "legacy.billing.x é ".repeat(5 * MANY)), 5 * MANY);
    assert_eq!(
        count("x.json", "{\"a\":\"legacy.billing\",".repeat(5 * MANY)),
        5 * MANY
    );
    let checked = check(
        "x.go",
        "é".repeat(5 << 20) + " legacy.billing " + &"é".repeat(5 << 20),
    );
    let [finding] = checked.scan.findings.as_slice() else {
        panic!("one finding")
    };
    assert_eq!(finding.location.start.column, (5 << 20) + 2);
    let (line, text) = checked.scan.lines.iter().next().unwrap();
    assert_eq!(line.clipped + text.chars().count() as u32 / 2, (5 << 20) + 8);
    assert!(text.len() < 1000);
}

#[test]
fn texts_in_odd_encodings() {
    let lines = "import legacy.billing\nlegacy.billing.x\n".repeat(4000);
    let found = count("x.py", lines.as_str());
    assert_eq!(found, 8000);
    let wide = |bom: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
        let units = lines.encode_utf16().flat_map(bytes);
        count("x.py", bom.into_iter().chain(units).collect::<Vec<u8>>())
    };
    assert_eq!(wide([0xff, 0xfe], u16::to_le_bytes), found);
    assert_eq!(wide([0xfe, 0xff], u16::to_be_bytes), found);
    assert_eq!(count("x.py", "\u{feff}".to_owned() + &lines), found);
    assert_eq!(count("x.py", lines.replace('\n', "\r\n")), found);
    count("x.py", lines.replace('\n', "\r"));
    let broken = [lines.as_bytes(), b"x = '\xe9\xff\xfe'\n"].concat().repeat(4);
    assert_eq!(count("x.py", broken), 4 * found);
    let nul = check("x.py", lines.replace("x\n", "x\0\n"));
    assert_eq!(
        (nul.skipped, nul.scan.findings.len()),
        (Some(SkipReason::Binary), 0)
    );
}

#[test]
fn bytes_that_are_no_source() {
    let noise: Vec<u8> = (0..300_000_usize)
        .map(|n| ((n * 7919 + n / 251) % 255 + 1) as u8)
        .collect();
    for (path, import) in [
        ("x.py", "import legacy.billing\n"),
        ("x.rs", "use legacy::billing;\n"),
        ("x.go", ""),
    ] {
        check(path, [import.as_bytes(), &noise].concat());
        check(path, [b"\xff\xfe".as_slice(), &noise].concat());
    }
    python("legacy.billing ) ] } def class = = \n".repeat(10_000));
    python("legacy.billing ( \n".repeat(20_000));
    python("  legacy.billing\n x\n".repeat(20_000));
    rust("billing::x ) ] } fn fn = = \n".repeat(10_000));
}

#[test]
fn sources_as_large_as_are_read() {
    let line = "value = compute(one, two, three)  # nothing to see\n";
    let large = line.repeat((9 << 20) / line.len());
    assert_eq!(python(large.clone() + "legacy.billing\n"), 1);
    assert_eq!(count("x.go", large + "legacy.billing\n"), 1);
    let line = "fn f(one: u32) -> u32 { one + 1 } // nothing\n";
    assert_eq!(count("x.rs", line.repeat((9 << 20) / line.len())), 0);
}

/// What is too large to be read is counted as skipped; one line of nearly that size is read.
#[test]
#[expect(clippy::disallowed_methods, reason = "the binary reads files")]
fn the_binary_bounds_what_it_reads() {
    let tree = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &[u8]| std::fs::write(tree.path().join(name), text).unwrap();
    write("straggler.toml", RULES.as_bytes());
    write("huge.py", &b"import legacy.billing\n".repeat((50 << 20) / 22));
    write(
        "wide.py",
        &[b"import legacy.billing; x = '", &*b"a".repeat(20 << 20), b"'\n"].concat(),
    );
    write(
        "line.py",
        &[b"import legacy.billing; x = '", &*b"a".repeat(9 << 20), b"'\n"].concat(),
    );
    write("nul.py", b"import legacy.billing\n\0");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_straggler"))
        .args(["check", "--format", "json", "--quiet"])
        .current_dir(tree.path())
        .output()
        .unwrap();
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let paths = |key: &str, field: &str| -> Vec<String> {
        let entries = document[key].as_array().unwrap().iter();
        let texts = entries.map(|entry| format!("{} {}", entry["path"], entry[field]).replace('"', ""));
        texts.collect()
    };
    assert_eq!(paths("findings", "column"), ["line.py 8"]);
    assert_eq!(
        paths("skipped", "reason"),
        ["huge.py too-large", "nul.py binary", "wide.py too-large"]
    );
}
