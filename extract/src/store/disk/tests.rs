//! When entries go.

use std::sync::{
    Mutex,
    atomic::{AtomicU64, Ordering},
};

use redb::ReadableTableMetadata;

use super::*;

/// A file that is gone when its test is.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("extract-disk-{}-{number}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Stands still, until it is told to go on.
#[derive(Clone, Default)]
struct TestClock(Arc<Mutex<Duration>>);

impl TestClock {
    fn advance(&self, seconds: u64) {
        *self.0.lock().unwrap() += Duration::from_secs(seconds);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Duration {
        *self.0.lock().unwrap()
    }

    fn wall(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(784_111_777) + self.now()
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }

    fn random(&self) -> f64 {
        0.0
    }
}

fn open_on(file: &Scratch, clock: &TestClock) -> Disk {
    Disk::on_clock(&file.0, Arc::new(clock.clone())).unwrap()
}

fn key(number: u32) -> Key {
    u128::from(number).to_be_bytes()
}

async fn put(disk: &Disk, number: u32, seconds: Option<u64>) {
    let value = number.to_string().into_bytes();
    disk.put(key(number), value, seconds.map(Duration::from_secs)).await.unwrap();
}

async fn is_kept(disk: &Disk, number: u32) -> bool {
    let found = disk.get(key(number)).await.unwrap();
    found.is_some_and(|value| value == number.to_string().as_bytes())
}

/// Entries, and moments at which they may go.
fn counts(disk: &Disk) -> (u64, u64) {
    let database = disk.database.read().unwrap();
    let transaction = database.as_ref().unwrap().begin_read().unwrap();
    let kept = transaction.open_table(KEPT).unwrap().len().unwrap();
    (kept, transaction.open_table(ENDS).unwrap().len().unwrap())
}

#[tokio::test]
async fn what_is_kept_is_found_under_its_key_and_again_after_another_opening() {
    let (file, clock) = (Scratch::new(), TestClock::default());
    let disk = open_on(&file, &clock);
    put(&disk, 1, None).await;
    put(&disk, 2, Some(10)).await;
    drop(disk);
    let disk = open_on(&file, &clock);
    assert!(is_kept(&disk, 1).await && is_kept(&disk, 2).await);
    assert_eq!(disk.get(key(3)).await, Ok(None));
}

#[tokio::test]
async fn what_has_expired_goes_as_others_are_kept_and_the_rest_stays() {
    let (file, clock) = (Scratch::new(), TestClock::default());
    let disk = open_on(&file, &clock);
    for number in 0..40 {
        put(&disk, number, Some(10)).await;
    }
    put(&disk, 100, Some(1000)).await;
    put(&disk, 101, None).await;
    clock.advance(10);
    assert_eq!(counts(&disk), (42, 42), "nothing goes by itself");
    for (number, left) in [(200, 27), (201, 12), (202, 5), (203, 6)] {
        put(&disk, number, Some(1000)).await;
        assert_eq!(counts(&disk), (left, left));
    }
    for number in [100, 101, 200, 201, 202, 203] {
        assert!(is_kept(&disk, number).await, "{number}");
    }
}

#[tokio::test]
async fn an_entry_that_is_kept_again_has_its_last_lifetime() {
    let (file, clock) = (Scratch::new(), TestClock::default());
    let disk = open_on(&file, &clock);
    let lifetimes = [(1, Some(10), Some(1000)), (2, Some(10), None), (3, Some(1000), Some(10))];
    for (number, first, last) in lifetimes {
        put(&disk, number, first).await;
        put(&disk, number, last).await;
    }
    assert_eq!(counts(&disk), (3, 3));
    clock.advance(20);
    put(&disk, 4, None).await;
    assert!(is_kept(&disk, 1).await && is_kept(&disk, 2).await && !is_kept(&disk, 3).await);
    assert_eq!(counts(&disk), (3, 3));
}

#[tokio::test]
async fn a_lifetime_without_end_is_for_ever() {
    let (file, clock) = (Scratch::new(), TestClock::default());
    let disk = open_on(&file, &clock);
    disk.put(key(1), b"1".to_vec(), Some(Duration::MAX)).await.unwrap();
    clock.advance(1_000_000_000);
    put(&disk, 2, Some(0)).await;
    assert!(is_kept(&disk, 1).await && !is_kept(&disk, 2).await);
}

#[tokio::test]
async fn the_file_of_another_program_is_refused() {
    let file = Scratch::new();
    const OTHER: TableDefinition<'_, u64, u64> = TableDefinition::new("other");
    let database = Database::create(&file.0).unwrap();
    let transaction = database.begin_write().unwrap();
    transaction.open_table(OTHER).unwrap().insert(1, 2).unwrap();
    transaction.commit().unwrap();
    drop(database);
    let error = Disk::open(&file.0).unwrap_err();
    assert!(error.to_string().contains("is no cache"), "{error}");
    let database = Database::open(&file.0).unwrap();
    let transaction = database.begin_read().unwrap();
    assert_eq!(transaction.open_table(OTHER).unwrap().get(1).unwrap().unwrap().value(), 2);
}
