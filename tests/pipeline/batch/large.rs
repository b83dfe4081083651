use super::stage::*;

#[tokio::test]
async fn one_line_more_than_a_batch_takes_makes_two() {
    let server = echo().await;
    let job = numbers(&server).batch(documents(50_001)).submit().await.unwrap();
    assert_eq!(job.ids().len(), 2);
    let lines: Vec<_> = server
        .files()
        .iter()
        .filter(|file| file.purpose() == "batch")
        .map(|file| file.content().iter().filter(|byte| **byte == b'\n').count())
        .collect();
    assert_eq!(lines, [50_000, 1]);
    let (found, report) = finish(&job).await;
    assert_whole(&found, 50_001);
    assert_eq!((report.total(), report.done), (50_001, 50_001));
}
