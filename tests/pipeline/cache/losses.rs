//! Stores that fail and entries that were changed: the call goes on, and the loss is told.

use std::sync::{Arc, Mutex, atomic::Ordering};

use extract::{
    Observer,
    sight::{CallInfo, Finished},
    store::StoreError,
};

use super::*;

/// What an observer is told of caches, and of which calls it says that nothing was sent.
#[derive(Default)]
struct Told {
    failures: Mutex<Vec<String>>,
    hits: Mutex<Vec<bool>>,
}

impl Observer for Told {
    fn cache_failed(&self, call: &CallInfo<'_>, error: &StoreError) {
        assert_eq!(call.model, "gpt-5-mini");
        self.failures.lock().unwrap().push(error.to_string());
    }

    fn finished(&self, _: &CallInfo<'_>, end: &Finished<'_>) {
        assert_eq!(end.attempts.is_empty(), end.from_cache);
        self.hits.lock().unwrap().push(end.from_cache);
    }
}

async fn stage() -> (Server, Memory, Cache, Arc<Told>, Extractor<u64>) {
    let (server, memory, told) = (echo().await, Memory::default(), Arc::new(Told::default()));
    let cache = Cache::new(memory.clone());
    let client = Client::builder().base_url(server.url()).observer(told.clone()).build().unwrap();
    let numbers = numbers(&client, &cache);
    (server, memory, cache, told, numbers)
}

#[tokio::test]
async fn without_its_store_a_call_goes_on_and_each_loss_is_told() {
    let (server, memory, cache, told, numbers) = stage().await;
    memory.is_gone.store(true, Ordering::Relaxed);
    for _ in 0..2 {
        assert_eq!(numbers.extract("17").await.unwrap().value, 17);
    }
    let (looked_up, kept) = (
        "an answer could not be looked up: nobody is at home",
        "an answer could not be kept: nobody is at home",
    );
    assert_eq!(*told.failures.lock().unwrap(), [looked_up, kept, looked_up, kept]);
    assert_eq!((cache.losses(), cache.trouble().as_deref()), (4, Some(kept)));
    assert!(format!("{cache:?}").contains("losses: 4"));

    memory.is_gone.store(false, Ordering::Relaxed);
    for _ in 0..2 {
        assert_eq!(numbers.extract("17").await.unwrap().value, 17);
    }
    assert_eq!((cache.losses(), cache.trouble()), (4, None));
    assert_eq!(*told.hits.lock().unwrap(), [false, false, false, true]);
    assert_eq!(server.requests().len(), 3);
}

/// Whatever a store does to what it was given, no value is wrong.
#[tokio::test]
async fn an_entry_that_was_changed_is_told_and_asked_for_anew() {
    let (server, memory, cache, told, numbers) = stage().await;
    numbers.extract("17").await.unwrap();
    numbers.extract("18").await.unwrap();
    let entries: Vec<_> = memory.entries.lock().unwrap().clone().into_iter().collect();
    let [(first, one), (_, other)] = &entries[..] else { panic!("two entries") };
    let mut changed: Vec<Vec<u8>> = vec![other.clone(), [one.as_slice(), b" "].concat()];
    changed.extend((0..one.len()).step_by(7).map(|cut| one[..cut].to_vec()));
    changed.extend((0..one.len()).map(|at| {
        let mut bytes = one.clone();
        bytes[at] ^= 1 << (at % 8);
        bytes
    }));
    for bytes in &changed {
        let (losses, asked) = (cache.losses(), server.requests().len());
        memory.entries.lock().unwrap().insert(*first, bytes.clone());
        for number in [17, 18] {
            assert_eq!(numbers.extract(number.to_string()).await.unwrap().value, number);
        }
        assert_eq!((cache.losses(), server.requests().len()), (losses + 1, asked + 1));
    }
    let failures = told.failures.lock().unwrap();
    assert_eq!(failures.len(), changed.len());
    assert!(failures.iter().all(|it| it == "an answer was damaged where it was kept"));
}
