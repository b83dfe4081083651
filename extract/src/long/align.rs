//! Which items two neighbouring parts have in common.

/// An item that both parts have.
const SAME: i32 = 4;
/// An item of what both parts have read that only one of them gives. More than an item that meets beyond it
/// at an edge is worth: halves of two items may have one key, and a half that stands aside is told.
const MISSED: i32 = 6;
/// The same at the edge of a part, where an item may be cut in two.
const AT_EDGE: i32 = 1;
/// Items of a part that are looked at. No model writes as many in one answer.
const MOST: usize = 4096;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Begin,
    Both,
    Earlier,
    Later,
}

/// The items that stand in both lists, as pairs of their places, in order: an end of `earlier` is laid over
/// a beginning of `later` so that most keys meet and fewest are left over. None, if nothing speaks for it
/// that the two have anything in common there.
pub(super) fn align(earlier: &[u32], later: &[u32]) -> Vec<(usize, usize)> {
    let skipped = earlier.len().saturating_sub(MOST);
    let earlier = earlier.get(skipped..).unwrap_or_default();
    let later = later.get(..MOST).unwrap_or(later);
    let (steps, mut end) = lay(earlier, later);
    let mut begin = earlier.len();
    let mut pairs = Vec::new();
    while let Some(step) = steps.get(begin).and_then(|row| row.get(end)) {
        match step {
            Step::Begin => break,
            Step::Both => {
                (begin, end) = (begin - 1, end - 1);
                pairs.push((skipped + begin, end));
            }
            Step::Earlier => begin -= 1,
            Step::Later => end -= 1,
        }
    }
    pairs.reverse();
    pairs
}

/// The last step of the best way to each pair of places, and where the best way of all ends in the last row.
fn lay(earlier: &[u32], later: &[u32]) -> (Vec<Vec<Step>>, usize) {
    let mut scores = vec![0];
    scores.extend((0..later.len()).scan(0, |score, j| {
        *score -= lost(j == 0);
        Some(*score)
    }));
    let mut steps = vec![vec![Step::Later; scores.len()]];
    if let Some(first) = steps.first_mut().and_then(|row| row.first_mut()) {
        *first = Step::Begin;
    }
    for (i, a) in earlier.iter().enumerate() {
        let without_a = lost(i + 1 == earlier.len());
        // What lies before the beginning costs nothing.
        let (mut left, mut reached, mut row) = (0, vec![0], vec![Step::Begin]);
        let before = scores.iter().zip(scores.iter().skip(1));
        for (j, (b, (both, above))) in later.iter().zip(before).enumerate() {
            let mut best = (left - lost(j == 0), Step::Later);
            if above - without_a > best.0 {
                best = (above - without_a, Step::Earlier);
            }
            if a == b && both + SAME >= best.0 {
                best = (both + SAME, Step::Both);
            }
            left = best.0;
            reached.push(best.0);
            row.push(best.1);
        }
        scores = reached;
        steps.push(row);
    }
    let best = scores.iter().copied().max().unwrap_or(0);
    (steps, scores.iter().position(|score| *score == best).unwrap_or(0))
}

fn lost(at_edge: bool) -> i32 {
    if at_edge { AT_EDGE } else { MISSED }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_laid_over_a_beginning() {
        type Case = (&'static str, &'static [u32], &'static [u32], &'static [(usize, usize)]);
        let cases: &[Case] = &[
            ("nothing", &[], &[], &[]),
            ("nothing in common", &[1, 2], &[3, 4], &[]),
            ("two", &[1, 2, 3], &[2, 3, 4], &[(1, 0), (2, 1)]),
            ("all", &[1, 2], &[1, 2], &[(0, 0), (1, 1)]),
            ("halves at both edges", &[1, 2, 3, 90], &[91, 3, 4, 5], &[(2, 1)]),
            (
                "one that the later part missed",
                &[1, 2, 3, 4, 5],
                &[2, 3, 5, 6],
                &[(1, 0), (2, 1), (4, 2)],
            ),
            (
                "one that the earlier part missed",
                &[1, 2, 4, 5],
                &[2, 3, 4, 5, 6],
                &[(1, 0), (2, 2), (3, 3)],
            ),
            ("one that was missed beside an edge", &[1, 2, 3, 4], &[2, 4, 5], &[(3, 1)]),
            ("halves of one key", &[1, 2, 3, 90], &[2, 3, 4, 90], &[(1, 0), (2, 1)]),
            ("equal ones, both in common", &[1, 7, 7], &[7, 7, 2], &[(1, 0), (2, 1)]),
            ("equal ones, one in common", &[1, 7, 7], &[7, 2], &[(2, 0)]),
            ("equal ones, none in common", &[7, 1, 2, 3], &[4, 5, 6, 7], &[]),
            ("one of many that is far away", &[7, 1, 2, 3, 8], &[8, 9, 7], &[(4, 0)]),
        ];
        for (name, earlier, later, pairs) in cases {
            assert_eq!(align(earlier, later), *pairs, "{name}");
        }
    }

    #[test]
    fn long_lists_meet_at_their_ends() {
        let earlier: Vec<u32> = (0..9000).collect();
        let later: Vec<u32> = (8990..20_000).collect();
        let expected: Vec<_> = (0..10).map(|n| (8990 + n, n)).collect();
        assert_eq!(align(&earlier, &later), expected);
    }
}
