//! Answers that hold more than JSON.

use extract::{
    Dialect, Error, Extraction, Tolerated,
    error::Rule,
    testing::Outcome,
    wire::{Bare, bare_json},
};

use crate::stage::{ORDER, Order, Stage, hiding, order};

use Tolerated::{Blanks, ByteOrderMark, Fence, Prose, Thoughts};

/// Around an order: before and after it, and what is tolerated then.
const TAKEN: &[(&str, &str, &[Tolerated])] = &[
    ("", "", &[]),
    (" \r\n\t", "\n\n ", &[]),
    ("\u{feff}", "", &[ByteOrderMark]),
    ("\u{a0}\u{2003}", "\u{b}\u{85}", &[Blanks]),
    ("```\n", "\n```", &[Fence]),
    ("```json\n", "\n```\n", &[Fence]),
    ("```JSON  \r\n", "\r\n```\r\n", &[Fence]),
    ("\n``` json\n", "\n   ```   \n\n", &[Fence]),
    ("````json\n", "\n`````", &[Fence]),
    ("  ```json\n  ", "\n  ```", &[Fence]),
    ("Here is the order:\n\n```json\n", "\n```\nIt has one line.", &[Fence, Prose]),
    ("The keys are `number` and {lines}.\n```json\n", "\n```", &[Fence, Prose]),
    ("<think>One line.</think>", "", &[Thoughts]),
    ("<think>\n\n</think>\n\n", "", &[Thoughts]),
    ("<think>Perhaps {\"number\":\"1\"}\n```json\n{}\n```\n</think>\n", "", &[Thoughts]),
    // Where the template of the prompt ends in `<think>`.
    ("One line, or {two}?\n</think>\n\n", "", &[Thoughts]),
    ("<think>One.</think>\r\n```json\r\n", "\r\n```", &[Thoughts, Fence]),
    (
        "\u{feff}\u{a0}<think>One.</think>\u{a0}Here:\n```\n",
        "\n```",
        &[ByteOrderMark, Blanks, Thoughts, Fence, Prose],
    ),
];

#[tokio::test]
async fn what_stands_around_the_json_is_passed_over_and_named() {
    for stage in Stage::both().await {
        for (before, after, tolerated) in TAKEN {
            let answer = format!("{before}{ORDER}{after}");
            let found = ask(&stage, &answer, true).await.unwrap();
            assert_eq!(found.value, order(), "{answer:?}");
            assert_eq!(found.tolerated, *tolerated, "{answer:?}");
            assert_eq!(found.raw, answer);
            assert_eq!(found.map(|it| it.number).tolerated, *tolerated);
        }
    }
}

#[tokio::test]
async fn who_is_not_lenient_is_told_who_would_take_it() {
    for stage in Stage::both().await {
        for (before, after, tolerated) in TAKEN {
            let answer = format!("{before}{ORDER}{after}");
            let asked = ask(&stage, &answer, false).await;
            if tolerated.is_empty() {
                assert_eq!(asked.unwrap().value, order());
                continue;
            }
            let error = hiding(asked.expect_err(&answer));
            let Error::Invalid(invalid) = &error else { panic!("{error:?}") };
            let first = &invalid.violations()[0];
            assert_eq!((first.path(), first.rule()), ("$", Rule::Syntax), "{answer:?}");
            assert!(first.message().contains("`Extractor::lenient`"), "{first}");
            assert_eq!(first.message().contains("fence"), tolerated.contains(&Fence), "{first}");
            assert_eq!(invalid.raw(), answer);
        }
    }
}

/// Answers in which it is not certain what is meant, or what is meant is no order.
fn refused() -> Vec<String> {
    let fence = format!("```json\n{ORDER}\n```");
    let half = &ORDER[..ORDER.len() / 2];
    vec![
        String::new(),
        "No order.".into(),
        format!("Here: {ORDER}"),
        format!("{ORDER} is it."),
        format!("{ORDER}\n```"),
        format!("{ORDER}\n{ORDER}"),
        // Fences that are two, nested, not closed, of one line, or of another language.
        format!("{fence}\n{fence}"),
        format!("{fence}\n```python\nprint()\n```"),
        format!("~~~\nno\n~~~\n{fence}"),
        format!("```\n{fence}\n```"),
        format!("````\n{fence}\n````"),
        format!("```json\n{ORDER}"),
        format!("````json\n{ORDER}\n```"),
        format!("```json {ORDER} ```"),
        format!("```{ORDER}```"),
        format!("```python\n{ORDER}\n```"),
        format!("~~~json\n{ORDER}\n~~~"),
        format!("> ```json\n> {ORDER}\n> ```"),
        "```json\n```".into(),
        format!("```json\nHere: {ORDER}\n```"),
        format!("```json\n{half}\n```"),
        // What is marked twice or half.
        format!("\u{feff}\u{feff}{ORDER}"),
        format!("<think>{ORDER}"),
        format!("<think>{fence}"),
        format!("<think>a</think><think>b</think>{ORDER}"),
        format!("<think>a<think>b</think>c</think>{ORDER}"),
        format!("So: <think>a</think>{ORDER}"),
        format!("{ORDER}<think>a</think>"),
        format!("{fence}<think>a</think>"),
        // Is the draft meant, or what follows the thoughts?
        format!("A draft:\n{fence}\n</think>\n{{}}"),
        format!("A draft:\n{fence}\n</think>\n{ORDER}"),
        format!("<think>Say </think> then.\n{fence}\n</think>\n{ORDER}"),
        // No repairs.
        ORDER.replace('"', "'"),
        format!("```json\n{},\n```", ORDER),
        format!("```json\n// An order.\n{ORDER}\n```"),
    ]
}

#[tokio::test]
async fn what_is_not_certain_stays_invalid_and_nobody_says_otherwise() {
    for stage in Stage::both().await {
        for answer in refused() {
            for lenient in [true, false] {
                let asked = ask(&stage, &answer, lenient).await;
                let error = hiding(asked.map(|found| found.value).expect_err(&answer));
                let (Error::Invalid(_) | Error::Empty(_)) = &error else {
                    panic!("{answer:?}: {error:?}")
                };
                if let Error::Invalid(invalid) = &error {
                    assert_eq!(invalid.raw(), answer);
                    let shown = format!("{:?}", invalid.violations());
                    assert!(!shown.contains("lenient"), "{answer:?}: {shown}");
                }
            }
        }
    }
}

#[tokio::test]
async fn marks_inside_a_text_are_text() {
    let numbers = [
        "```json\n{}\n```",
        "\n```\n{\"number\":\"0\",\"lines\":[]}\n```\n",
        "<think>{}</think>",
        "</think>{\"number\":\"0\",\"lines\":[]}",
        "\u{feff}\u{a0}",
    ];
    for stage in Stage::both().await {
        for number in numbers {
            let order = Order { number: number.into(), lines: vec![] };
            let compact = serde_json::to_string(&order).unwrap();
            let pretty = serde_json::to_string_pretty(&order).unwrap();
            for json in [compact, pretty] {
                for (before, after, tolerated) in TAKEN {
                    let found = ask(&stage, &format!("{before}{json}{after}"), true).await;
                    let found = found.unwrap_or_else(|error| panic!("{before}{json}: {error}"));
                    assert_eq!(found.value, order);
                    assert_eq!(found.tolerated, *tolerated, "{before}{json}");
                }
            }
        }
    }
}

#[tokio::test]
async fn violations_in_a_fence_are_those_of_its_json() {
    let [stage, _] = Stage::both().await;
    let answer = "```json\n{\"number\":7,\"lines\":[{\"item\":\"chair\"}]}\n```";
    let error = hiding(ask(&stage, answer, true).await.expect_err("no order"));
    let Error::Invalid(invalid) = &error else { panic!("{error:?}") };
    let paths: Vec<_> = invalid.violations().iter().map(|it| it.path()).collect();
    assert_eq!(paths, ["$.number", "$.lines[0]"]);
    assert_eq!(invalid.raw(), answer);
}

#[tokio::test]
async fn other_outcomes_stay_what_they_are() {
    for stage in Stage::both().await {
        let fence = format!("```json\n{ORDER}\n```");
        stage.play([Outcome::truncate(&fence), Outcome::refuse(&fence)]);
        let orders = stage.orders().lenient(true);
        let error = hiding(orders.extract("a").await.expect_err("cut"));
        assert!(matches!(&error, Error::Truncated(cut) if cut.partial_text() == fence), "{error}");
        let error = hiding(orders.extract("a").await.expect_err("refused"));
        assert!(matches!(&error, Error::Refused(no) if no.refusal() == fence), "{error}");
    }
}

/// No time is measured: what is not linear here does not end while somebody waits.
#[test]
fn long_answers_take_time_in_proportion() {
    const LONG: usize = 10_000_000;
    let blanks = " ".repeat(LONG - 2) + "\n";
    assert_eq!(bare_json(&blanks), None);
    let around = format!("{blanks}```json\n{ORDER}\n```{blanks}");
    assert_eq!(bare_json(&around).map(of), Some((ORDER, vec![Fence])));
    let error = extract::from_json::<Order>(&around[LONG - LONG / 10..]).expect_err("a fence");
    assert!(error.to_string().contains("but for the Markdown fence it is a value"), "{error}");
    let inside = format!("```json\n{blanks}{ORDER}{blanks}\n```");
    assert_eq!(bare_json(&inside).map(of), Some((ORDER, vec![Fence])));
    for unit in
        ["\u{a0}", " \n", "```\n", "``` ` ", "<think>", "</think>", "`", "\u{feff}", "~~~\n", "\r"]
    {
        assert_eq!(bare_json(&unit.repeat(LONG / 10 / unit.len())), None, "{unit:?}");
    }
}

fn of(bare: Bare<'_>) -> (&str, Vec<Tolerated>) {
    (bare.text, bare.tolerated)
}

async fn ask(stage: &Stage, answer: &str, lenient: bool) -> Result<Extraction<Order>, Error> {
    stage.play([Outcome::answer_text(answer)]);
    stage.orders().lenient(lenient).extract("an order").await
}

#[tokio::test]
async fn the_answer_to_a_correction_is_read_as_leniently_as_the_first() {
    for stage in Stage::both().await {
        let wrong = "```json\n{\"number\":7,\"lines\":[]}\n```";
        let right = format!("<think>A text.</think>{ORDER}");
        stage.play([Outcome::answer_text(wrong), Outcome::answer_text(&right)]);
        let orders = stage.orders().dialect(Dialect::JsonMode).lenient(true).reask(1);
        let found = orders.extract("an order").await.unwrap();
        assert_eq!((found.value, found.tolerated), (order(), vec![Thoughts]));
        assert_eq!(found.rejected[0].raw, wrong);
        assert_eq!(found.raw, right);
    }
}
