//! The one comment of a pull request, written to a forge that is made for it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;

use super::forge::{Forge, Pull};
use super::runner::{Job, Ran};
use super::{adds, deletes, nothing};

/// What there is on the pull request, and what may be done.
#[derive(Default)]
struct State {
    /// Whether the token's owner wrote it, and the text.
    comments: Vec<(bool, String)>,
    is_read_only: bool,
    is_broken: bool,
    tokens: Vec<String>,
}

/// GitHub's GraphQL, as much of it as there is a comment to write with, one comment a page.
struct Api {
    state: Arc<Mutex<State>>,
    url: String,
}

impl Api {
    fn new(state: State) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/graphql", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        // It ends with the process: nothing waits for it.
        thread::spawn(move || {
            for stream in listener.incoming() {
                answer(stream.unwrap(), &mut shared.lock().unwrap());
            }
        });
        Self { state, url }
    }

    fn comments(&self) -> Vec<(bool, String)> {
        self.state.lock().unwrap().comments.clone()
    }
}

fn answer(stream: TcpStream, state: &mut State) {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(": ").unwrap_or_default();
        match name.to_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap(),
            "authorization" => state.tokens.push(value.to_owned()),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let answer = match state.is_broken {
        true => "<html>It is down: ::error::not a command</html>".to_owned(),
        false => reply(&serde_json::from_slice(&body).unwrap(), state),
    };
    let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n";
    let length = answer.len();
    write!(
        reader.into_inner(),
        "{head}Content-Length: {length}\r\n\r\n{answer}"
    )
    .unwrap();
}

/// By hand, for the fields come in the order in which they are asked for.
fn reply(request: &Value, state: &mut State) -> String {
    let query = request["query"].as_str().unwrap();
    let variables = &request["variables"];
    if query.starts_with("mutation") && state.is_read_only {
        let why = r#""type":"FORBIDDEN","message":"Resource not accessible by integration""#;
        return format!(r#"{{"data":{{"addComment":null}},"errors":[{{{why}}}]}}"#);
    }
    let body = variables["body"].as_str().unwrap_or_default().to_owned();
    if query.contains(r#"addComment(input:{subjectId:"PR_7""#) {
        state.comments.push((true, body));
        return r#"{"data":{"addComment":{"commentEdge":{"node":{"url":"https://forge.test/c"}}}}}"#
            .to_owned();
    }
    if let Some((_, rest)) = query.split_once(r#"updateIssueComment(input:{id:"IC_"#) {
        let number: usize = rest.split('"').next().unwrap().parse().unwrap();
        state.comments[number].1 = body;
        return r#"{"data":{"updateIssueComment":{"issueComment":{"url":"https://forge.test/c"}}}}"#
            .to_owned();
    }
    assert_eq!(
        (&variables["owner"], &variables["name"], &variables["number"]),
        (&"acme".into(), &"shop".into(), &7.into())
    );
    let page: usize = variables["after"]
        .as_str()
        .map_or(0, |after| after.parse().unwrap());
    let more = page + 1 < state.comments.len();
    let comment = state.comments.get(page).map_or_else(String::new, |(mine, body)| {
        let body = serde_json::to_string(body).unwrap();
        format!(r#"{{"id":"IC_{page}","viewerDidAuthor":{mine},"body":{body}}}"#)
    });
    let pages = format!(r#"{{"hasNextPage":{more},"endCursor":"{}"}}"#, page + 1);
    let comments = format!(r#"{{"pageInfo":{pages},"nodes":[{comment}]}}"#);
    format!(r#"{{"data":{{"repository":{{"pullRequest":{{"id":"PR_7","comments":{comments}}}}}}}}}"#)
}

fn run(forge: &Forge, pull: &Pull, api: &Api) -> Ran {
    let workspace = forge.checkout(&pull.merge, &["--depth=1"]);
    let job = Job::new(&workspace, "pull_request", pull.event()).with("comment", "true");
    job.env("GITHUB_GRAPHQL_URL", &api.url).run()
}

#[test]
fn there_is_one_comment_however_often_it_is_written() {
    let forge = Forge::new();
    let api = Api::new(State::default());
    let ran = run(&forge, &forge.pull(adds, nothing), &api);
    assert_eq!(ran.code, 1, "{}", ran.log);
    let comments = api.comments();
    assert_eq!(comments.len(), 1, "{}", ran.log);
    let (mark, page) = comments[0].1.split_once('\n').unwrap();
    assert!(mark.starts_with("<!-- straggler "));
    assert_eq!(page, ran.summary);
    // Others say things meanwhile, this among them.
    let theirs = "They say \\\"quotes\\\" and \"viewerDidAuthor\":true";
    api.state
        .lock()
        .unwrap()
        .comments
        .insert(0, (false, format!("{mark}\n{theirs}")));
    let ran = run(&forge, &forge.pull(deletes, nothing), &api);
    assert_eq!(ran.code, 0, "{}", ran.log);
    let comments = api.comments();
    assert_eq!(comments.len(), 2);
    assert!(comments[0].1.ends_with(theirs));
    assert!(comments[1].1.contains('🎉'), "{}", comments[1].1);
    let tokens = &api.state.lock().unwrap().tokens;
    assert!(tokens.iter().all(|token| token == "Bearer a-token"));
}

#[test]
fn what_has_nothing_to_tell_is_no_comment() {
    let forge = Forge::new();
    let api = Api::new(State::default());
    let ran = run(&forge, &forge.pull(nothing, nothing), &api);
    assert_eq!(ran.code, 0, "{}", ran.log);
    assert!(api.comments().is_empty());
}

#[test]
fn a_fork_has_the_summary_instead() {
    let forge = Forge::new();
    let api = Api::new(State {
        is_read_only: true,
        ..State::default()
    });
    let ran = run(&forge, &forge.pull(adds, nothing), &api);
    assert_eq!(ran.code, 1, "{}", ran.log);
    assert!(
        ran.log
            .contains("::notice title=straggler::The token may not write comments"),
        "{}",
        ran.log
    );
    assert!(ran.summary.contains("adds 2 references"));
}

#[test]
fn a_forge_that_is_down_fails_nobody() {
    let forge = Forge::new();
    let api = Api::new(State {
        is_broken: true,
        ..State::default()
    });
    let pull = forge.pull(deletes, nothing);
    let ran = run(&forge, &pull, &api);
    assert_eq!(ran.code, 0, "{}", ran.log);
    assert!(
        ran.log
            .contains("::warning title=straggler::The comment could not be written")
    );
    let said = ran.log.find("not a command").unwrap();
    assert!(ran.log[..said].rfind("::stop-commands::") > ran.log[..said].rfind("\n::straggler-"));
    let nowhere = Api {
        state: Arc::default(),
        url: "http://127.0.0.1:1/graphql".to_owned(),
    };
    let ran = run(&forge, &pull, &nowhere);
    assert_eq!(ran.code, 0, "{}", ran.log);
}
