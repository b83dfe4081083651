/// What can go wrong with a stream that began well; [`Outcome::stream_fault`] lets it happen.
///
/// A request that does not ask for a stream gets the plain answer. Every [`Fault`] strikes streams as
/// well: [`Fault::ResetInBody`] cuts one anywhere, for instance.
///
/// ```
/// use extract::testing::{Moment, Outcome, StreamFault};
/// use serde_json::json;
///
/// let outcome =
///     Outcome::answer(json!({ "total": 12 })).stream_fault(StreamFault::Reset(Moment::InContent));
/// ```
///
/// [`Fault`]: crate::testing::Fault
/// [`Fault::ResetInBody`]: crate::testing::Fault::ResetInBody
/// [`Outcome::stream_fault`]: crate::testing::Outcome::stream_fault
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StreamFault {
    /// On Chat, what Azure's filters add: a first chunk without choices, and late ones without a
    /// delta. Nothing on Responses.
    AzureChunks,
    /// A byte order mark stands before the first event.
    Bom,
    /// The data of an event in the midst of the answer is JSON that ends too early; all others come.
    BrokenJson,
    /// The connection is closed without the last chunk that HTTP wants.
    Close(Moment),
    /// Lines end with CR.
    Cr,
    /// Lines end with CR LF.
    CrLf,
    /// The stream ends as HTTP has it, without the events that end a run.
    Cut(Moment),
    /// The stream ends in the middle of an event in the midst of the answer.
    CutInEvent,
    /// On Responses the last event tells an empty output, whatever was streamed. Nothing on Chat.
    EmptyTerminalOutput,
    /// An event `error` in the form that the service sends (Responses); on Chat `{"error": {…}}`. Then
    /// the stream ends.
    ErrorEvent(Moment),
    /// The error, and then `response.failed` (Responses); on Chat a chunk with an error and
    /// the `finish_reason` `error`, then `[DONE]`.
    ErrorThenFailed(Moment),
    /// `response.failed` alone (Responses); on Chat the `finish_reason` `error` alone, then `[DONE]`.
    FailedRun(Moment),
    /// An event `error` in the form that the specification has, with the members of the error beside
    /// its type (Responses); on Chat an object of the kind `error`. Then the stream ends.
    FlatErrorEvent(Moment),
    /// A page of HTML comes with status 200, and no stream.
    Html,
    /// The data of an event in the midst of the answer holds a byte that is no UTF-8.
    InvalidUtf8,
    /// Comments stand between the events; on Responses events `keepalive` as well.
    KeepAlives,
    /// An event in the midst of the answer has a line of at least this many bytes; all is well otherwise.
    LongLine {
        /// The length of a member that nobody knows.
        bytes: usize,
    },
    /// On Chat `data: [DONE]` is missing; on Responses, which has none, one comes.
    MissingDone,
    /// The blank line behind the last event is missing.
    MissingLastBlankLine,
    /// The answer comes whole as JSON, as if no stream had been asked for.
    PlainBody,
    /// The connection is reset (RST).
    Reset(Moment),
    /// The ids of items (Responses) or chunks (Chat) differ from event to event.
    RotatingIds,
    /// In the midst of the answer come blanks outside of strings, for ever.
    RunAwayBlanks,
    /// Nothing more comes, and the connection stays open.
    Stall(Moment),
}

/// When a [`StreamFault`] strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Moment {
    /// Behind the headers.
    BeforeEvents,
    /// The run has begun, and no text of the answer came.
    BeforeContent,
    /// Behind the middle one of the deltas. Of a text that is one delta, the whole came.
    InContent,
    /// The whole answer came, and not how the run ended.
    AfterContent,
}

impl StreamFault {
    /// Every fault with a name for command lines and headers; what it can be told is something usual.
    ///
    /// ```
    /// use extract::testing::{Moment, StreamFault};
    ///
    /// let all = StreamFault::all();
    /// let (_, fault) = all.into_iter().find(|(name, _)| name == "cut-before-content").unwrap();
    /// assert_eq!(fault, StreamFault::Cut(Moment::BeforeContent));
    /// ```
    pub fn all() -> Vec<(String, Self)> {
        let timed = Moment::ALL.into_iter().flat_map(|(moment, when)| {
            let all = [
                ("close", Self::Close(when)),
                ("cut", Self::Cut(when)),
                ("error-event", Self::ErrorEvent(when)),
                ("error-then-failed", Self::ErrorThenFailed(when)),
                ("failed-run", Self::FailedRun(when)),
                ("flat-error-event", Self::FlatErrorEvent(when)),
                ("reset", Self::Reset(when)),
                ("stall", Self::Stall(when)),
            ];
            all.map(|(name, fault)| (format!("{name}-{moment}"), fault))
        });
        let others = [
            ("azure-chunks", Self::AzureChunks),
            ("bom", Self::Bom),
            ("broken-json-in-event", Self::BrokenJson),
            ("cr", Self::Cr),
            ("cr-lf", Self::CrLf),
            ("cut-in-event", Self::CutInEvent),
            ("empty-terminal-output", Self::EmptyTerminalOutput),
            ("html-for-stream", Self::Html),
            ("invalid-utf8-in-event", Self::InvalidUtf8),
            ("keep-alives", Self::KeepAlives),
            ("long-line", Self::LongLine { bytes: 64 * 1024 * 1024 }),
            ("missing-done", Self::MissingDone),
            ("missing-last-blank-line", Self::MissingLastBlankLine),
            ("plain-body", Self::PlainBody),
            ("rotating-ids", Self::RotatingIds),
            ("run-away-blanks", Self::RunAwayBlanks),
        ];
        timed.chain(others.map(|(name, fault)| (name.to_owned(), fault))).collect()
    }
}

impl Moment {
    const ALL: [(&'static str, Self); 4] = [
        ("before-events", Self::BeforeEvents),
        ("before-content", Self::BeforeContent),
        ("in-content", Self::InContent),
        ("after-content", Self::AfterContent),
    ];
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_fault_has_a_name_of_its_own() {
        let all = StreamFault::all();
        let names: BTreeSet<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names.len(), all.len());
        let plain = crate::testing::Fault::all();
        assert!(plain.iter().all(|(name, _)| !names.contains(name)));
        let source = include_str!("fault.rs");
        let (_, rest) = source.split_once("pub enum StreamFault {").expect("the enum");
        let (body, _) = rest.split_once("\n}\n").expect("its end");
        let declared = body.lines().filter_map(|line| line.strip_prefix("    "));
        let declared = declared.filter(|line| line.starts_with(|first: char| first.is_uppercase()));
        let declared: BTreeSet<&str> =
            declared.filter_map(|line| line.split([' ', '(', ',']).next()).collect();
        let shown: Vec<String> = all.iter().map(|(_, fault)| format!("{fault:?}")).collect();
        let named = shown.iter().filter_map(|fault| fault.split([' ', '(']).next());
        assert_eq!(named.collect::<BTreeSet<_>>(), declared);
    }
}
