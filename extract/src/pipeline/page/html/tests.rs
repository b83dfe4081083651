use base64::{Engine, engine::general_purpose::STANDARD};

use super::*;

#[test]
fn the_policy_names_the_style_by_its_hash() {
    // Of FIPS 180-4.
    let known = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
    assert_eq!(hash_of("abc"), known);
    assert!(POLICY.contains(&hash_of(STYLE)), "write {} into `POLICY`", hash_of(STYLE));
}

fn hash_of(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(sha256(text.as_bytes())))
}

/// SHA-256, for one text in a test: no crate for it is at hand.
fn sha256(bytes: &[u8]) -> Vec<u8> {
    let primes = || (2_u64..).filter(|it| (2..*it).all(|by| it % by != 0));
    // The first 32 bits of the fraction of a root, by whole numbers.
    let fraction = |prime: u64, power: u32| {
        let scaled = u128::from(prime) << (32 * power);
        let (mut low, mut high) = (0_u128, 1_u128 << 40);
        while low + 1 < high {
            let middle = (low + high) / 2;
            if middle.pow(power) <= scaled { low = middle } else { high = middle }
        }
        low as u32
    };
    let mut state: Vec<u32> = primes().take(8).map(|prime| fraction(prime, 2)).collect();
    let rounds: Vec<u32> = primes().take(64).map(|prime| fraction(prime, 3)).collect();
    let mut padded = bytes.to_vec();
    padded.push(0x80);
    padded.resize((padded.len() + 8).next_multiple_of(64) - 8, 0);
    padded.extend((bytes.len() as u64 * 8).to_be_bytes());
    for block in padded.chunks(64) {
        let mut words: Vec<u32> =
            block.chunks(4).map(|word| u32::from_be_bytes(word.try_into().unwrap())).collect();
        for i in 16..64 {
            let (a, b) = (words[i - 15], words[i - 2]);
            let first = a.rotate_right(7) ^ a.rotate_right(18) ^ (a >> 3);
            let second = b.rotate_right(17) ^ b.rotate_right(19) ^ (b >> 10);
            let sum = words[i - 16].wrapping_add(first).wrapping_add(words[i - 7]);
            words.push(sum.wrapping_add(second));
        }
        let mut at: Vec<u32> = state.clone();
        for (word, round) in words.iter().zip(&rounds) {
            let (a, e) = (at[0], at[4]);
            let high = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
            let choice = (e & at[5]) ^ (!e & at[6]);
            let sums = [at[7], high, choice, *round, *word];
            let first = sums.into_iter().fold(0, u32::wrapping_add);
            let low = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
            let majority = (a & at[1]) ^ (a & at[2]) ^ (at[1] & at[2]);
            at.rotate_right(1);
            at[4] = at[4].wrapping_add(first);
            at[0] = first.wrapping_add(low).wrapping_add(majority);
        }
        state.iter_mut().zip(at).for_each(|(state, at)| *state = state.wrapping_add(at));
    }
    state.iter().flat_map(|word| word.to_be_bytes()).collect()
}
