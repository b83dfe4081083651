//! Runs that are killed again and again, and resumed: `scripts/crash` runs it; no part of `cargo test`, since
//! it takes minutes.

#![allow(clippy::disallowed_methods, reason = "a real process is killed at real times")]

mod books;
mod run;

use std::{
    collections::HashSet,
    path::Path,
    process::{Child, Command},
    time::Duration,
};

use books::Books;
use extract::testing::Server;

/// Says to this program that it is the one to be killed.
const RUN: &str = "run";

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [mode, url, documents, folder] = &arguments[..]
        && mode == RUN
    {
        return run::run(url, documents.parse().unwrap(), Path::new(folder)).await;
    }
    let number = |index: usize, usual: u64| {
        arguments.get(index).map_or(usual, |text| text.parse().expect("a number"))
    };
    crash(number(0, 100_000), number(1, 20), number(2, 1)).await;
}

/// A run over so many documents is killed so many times, and then left alone.
async fn crash(documents: u64, kills: u64, seed: u64) {
    let folder = std::env::temp_dir().join(format!("extract-crash-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let books = Books::new(seed);
    let server = Server::start().await.unwrap();
    books.answer_by(&server);

    let mut chance = fastrand::Rng::with_seed(seed);
    let mut kept = HashSet::new();
    let mut paid_again = 0;
    let mut most = 0;
    for kill in 1..=kills {
        let mut child = start(&server, documents, &folder);
        // Not while it reads the journal, when nothing is in flight, but at every other time.
        let answered = books.answered();
        let left = run::different(documents).saturating_sub(kept.len() as u64);
        let more = chance.u64(1..=(2 * left / (kills - kill + 3)).max(1));
        while books.answered() < answered + more {
            assert!(child.try_wait().unwrap().is_none(), "it came to its end before kill {kill}");
            tokio::time::sleep(Duration::from_micros(chance.u64(1..500))).await;
        }
        if kill == 1 {
            second_is_refused(&server, documents, &folder);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // The server may still be at requests of the dead.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let known = run::kept(&folder);
        assert!(kept.is_subset(&known), "the journal forgot something");
        let (again, in_flight) = books.close(&kept, &known);
        paid_again += again;
        assert!(in_flight <= run::IN_WORK, "{in_flight} answers were lost");
        most = most.max(in_flight);
        if kill % 3 == 0 {
            run::tear(&folder);
        }
        println!(
            "kill {kill}: {} documents are kept, {in_flight} answers were on their way, {again} had been paid before",
            known.len()
        );
        kept = known;
    }

    let status = start(&server, documents, &folder).wait().unwrap();
    assert!(status.success(), "{status}");
    let (again, _) = books.close(&kept, &run::kept(&folder));
    paid_again += again;
    run::check_outcomes(&folder, documents, &books);
    println!(
        "{documents} documents, {kills} kills: {documents} outcomes, no id twice, none missing; {} requests, \
         {paid_again} answers paid twice, each of them in flight at a kill ({most} at most, of {} in work); one \
         document in ten equals another and was not asked; {} torn lines dropped; a second process refused",
        books.requests(),
        run::IN_WORK,
        kills / 3,
    );
    std::fs::remove_dir_all(&folder).unwrap();
}

fn start(server: &Server, documents: u64, folder: &Path) -> Child {
    command(server, documents, folder).spawn().unwrap()
}

/// Another process on the journal that is in use says so, and leaves it alone.
fn second_is_refused(server: &Server, documents: u64, folder: &Path) {
    let output = command(server, documents, folder).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && text.contains("in use by another run"), "{text}");
}

fn command(server: &Server, documents: u64, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([RUN, &server.url(), &documents.to_string(), folder.to_str().unwrap()]);
    command
}
