//! The places in the formats of services, each of which counts lines and columns in its own way.

use percent_encoding::percent_decode_str;
use quick_xml::Reader;
use quick_xml::events::Event;
use regex::Regex;
use serde_json::Value;
use straggler::output::Shown;

use super::{Place, decoded, found, line_start, number, offset, rules, scan, shown, text_of};
use crate::output::made::{report, write};

/// GitHub shows ten of a level: so a scan of fewer.
#[test]
fn of_github() {
    let (rules, mut scan) = (rules(), scan());
    scan.files[1].findings.drain(..2);
    let text = write("github", &report(&rules, &scan, Shown::Open));
    let command = Regex::new(
        r"^::(?:error|warning) file=([^,]*),line=(\d+),endLine=(\d+)(?:,col=(\d+),endColumn=(\d+))?,title=",
    );
    let command = command.unwrap();
    let mut lines = text.lines();
    let mut expected: Vec<Place> = scan
        .findings()
        .map(|(file, finding)| (file.path.clone(), finding.location.span.range()))
        .collect();
    let (_, span, _) = scan.files[1].problems[0].at.as_ref().unwrap();
    expected.push((scan.files[1].path.clone(), span.range()));
    for (path, range) in expected {
        let captures = command.captures(lines.next().unwrap()).unwrap();
        let number = |at: usize| {
            captures
                .get(at)
                .map(|found| found.as_str().parse::<usize>().unwrap())
        };
        let shown = percent_decode_str(&captures[1])
            .decode_utf8()
            .unwrap()
            .into_owned();
        assert_eq!(shown, path);
        let text = decoded(&path);
        let is_one_line = !text[range.clone()].contains('\n');
        assert_eq!(number(4).is_some(), is_one_line);
        if let (Some(line), Some(column), Some(end)) = (number(2), number(4), number(5)) {
            assert_eq!(offset(&text, line, column)..offset(&text, line, end), range);
        }
        let lines =
            text[..range.start].matches('\n').count() + 1..=text[..range.end].matches('\n').count() + 1;
        assert_eq!(number(2).unwrap()..=number(3).unwrap(), lines);
    }
    assert_eq!(lines.next(), None);
}

#[test]
fn of_gitlab() {
    let (scan, text) = shown("gitlab");
    let issues: Vec<Value> = serde_json::from_str(&text).unwrap();
    let places = issues.iter().map(|issue| {
        let location = &issue["location"];
        let lines = number(&location["lines"]["begin"])..number(&location["lines"]["end"]);
        (text_of(&location["path"]), lines)
    });
    let expected = found(&scan, true).into_iter().map(|(path, range)| {
        let text = decoded(&path);
        let line = |end: usize| text[..end].matches('\n').count() + 1;
        (path, line(range.start)..line(range.end))
    });
    assert_eq!(places.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
}

/// The columns are of bytes; where the end of a reference is on another line, the lines are whole.
#[test]
fn of_rdjson() {
    let (scan, text) = shown("rdjson");
    let document: Value = serde_json::from_str(&text).unwrap();
    let diagnostics = document["diagnostics"].as_array().unwrap();
    let expected = found(&scan, true);
    assert_eq!(diagnostics.len(), expected.len());
    for (diagnostic, (path, found)) in diagnostics.iter().zip(expected) {
        assert_eq!(text_of(&diagnostic["location"]["path"]), path);
        let range = &diagnostic["location"]["range"];
        let text = decoded(&path);
        let offset = |place: &Value| {
            let start = line_start(&text, number(&place["line"]));
            place.get("column").map(|column| start + number(column) - 1)
        };
        match (offset(&range["start"]), offset(&range["end"])) {
            (Some(start), Some(end)) => assert_eq!(start..end, found),
            (start, end) => {
                assert_eq!((start, end), (None, None));
                assert!(text[found.clone()].contains('\n'));
                let line = |end: usize| text[..end].matches('\n').count() + 1;
                assert_eq!(number(&range["start"]["line"]), line(found.start));
                assert_eq!(number(&range["end"]["line"]), line(found.end));
            }
        }
    }
}

#[test]
fn of_checkstyle() {
    let (scan, text) = shown("checkstyle");
    let mut reader = Reader::from_str(&text);
    let (mut path, mut places) = (String::new(), Vec::new());
    loop {
        let event = reader.read_event().unwrap();
        let (Event::Start(element) | Event::Empty(element)) = &event else {
            match event {
                Event::Eof => break,
                _ => continue,
            }
        };
        let get = |name: &str| {
            let attribute = element.try_get_attribute(name).unwrap().unwrap();
            attribute.value.into_owned()
        };
        match element.name().as_ref() {
            "file" => path = get("name"),
            "error" => {
                let (line, column) = (get("line").parse().unwrap(), get("column").parse().unwrap());
                places.push((path.clone(), offset(&decoded(&path), line, column)));
            }
            _ => {}
        }
    }
    let expected = found(&scan, true)
        .into_iter()
        .map(|(path, range)| (path, range.start));
    assert_eq!(places, expected.collect::<Vec<_>>());
}
