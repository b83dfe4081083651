/// Where a batch stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Cancelled,
    Cancelling,
    Completed,
    Expired,
    Failed,
    Finalizing,
    InProgress,
    Validating,
}

impl Status {
    /// Those that leave a time behind, in the order of the API's object.
    pub(super) const TIMED: [Self; 7] = [
        Self::InProgress,
        Self::Finalizing,
        Self::Completed,
        Self::Failed,
        Self::Expired,
        Self::Cancelling,
        Self::Cancelled,
    ];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Cancelling => "cancelling",
            Self::Completed => "completed",
            Self::Expired => "expired",
            Self::Failed => "failed",
            Self::Finalizing => "finalizing",
            Self::InProgress => "in_progress",
            Self::Validating => "validating",
        }
    }

    pub(super) fn is_final(self) -> bool {
        matches!(self, Self::Cancelled | Self::Completed | Self::Expired | Self::Failed)
    }
}
