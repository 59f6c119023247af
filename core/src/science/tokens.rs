//! Tokens of a language model that compiles episodes into memories, and of their embeddings.
//!
//! Everything is per episode or per call, so that any rate of episodes (per day, per month) can follow.

use crate::number::Number;
use crate::unit::{COUNT, TOKEN};

const COMPILE: &str = "statewave compile_async @ 64345271";

/// How episodes are compiled.
#[derive(Clone, Copy, Debug)]
pub struct Compile<N> {
    /// Characters of a mean episode, count.
    pub chars_per_episode: N,
    /// Characters of an episode that are sent at most, count: 4 000.
    pub chars_cap: N,
    /// Characters sent in one call at most, count: 6 000.
    pub chars_per_call: N,
    /// Characters per token, about 4 (count per token).
    pub chars_per_token: N,
    /// Tokens of the instructions that every call carries.
    pub system_tokens: N,
    /// Memories made of an episode, count.
    pub memories_per_episode: N,
    /// Tokens of a memory as the model writes it.
    pub tokens_per_memory: N,
}

impl<N: Number> Compile<N> {
    fn chars_sent(&self) -> N {
        self.chars_per_episode.min(self.chars_cap)
    }

    /// Episodes that share a call (count), at least one: as many as fit whole.
    #[must_use]
    pub fn episodes_per_call(&self) -> N {
        // An empty episode takes a character, so that a call's episodes stay countable.
        let chars = self.chars_sent().max(N::count(1.0));
        (self.chars_per_call / chars).floor().max(N::count(1.0)).called("Episodes per call", COUNT, COMPILE)
    }

    /// Calls an episode takes (count).
    #[must_use]
    pub fn calls_per_episode(&self) -> N {
        (N::count(1.0) / self.episodes_per_call()).called("Calls per episode", COUNT, COMPILE)
    }

    /// Input tokens an episode takes, its share of the instructions included.
    #[must_use]
    pub fn input_tokens_per_episode(&self) -> N {
        (self.calls_per_episode() * self.system_tokens + self.chars_sent() / self.chars_per_token).called(
            "Input tokens per episode",
            TOKEN,
            COMPILE,
        )
    }

    /// Output tokens an episode takes.
    #[must_use]
    pub fn output_tokens_per_episode(&self) -> N {
        (self.memories_per_episode * self.tokens_per_memory).called(
            "Output tokens per episode",
            TOKEN,
            COMPILE,
        )
    }

    /// Tokens of one full call, in and out: what counts against a provider's limit.
    #[must_use]
    pub fn tokens_per_call(&self) -> N {
        ((self.input_tokens_per_episode() + self.output_tokens_per_episode()) * self.episodes_per_call())
            .called("Tokens per call", TOKEN, COMPILE)
    }
}

/// Calls made for one that succeeds or is given up (count), when each fails with a probability and is tried again at
/// most twice: `1 + p + p²`.
#[must_use]
pub fn calls_with_retries<N: Number>(failure_probability: N) -> N {
    let one = N::count(1.0);
    (one + failure_probability * (one + failure_probability)).called(
        "Calls with retries",
        COUNT,
        "up to two retries",
    )
}

/// Tokens embedded for an episode: each of its memories (count) once.
#[must_use]
pub fn embedding_tokens_per_episode<N: Number>(memories_per_episode: N, embedded_tokens_per_memory: N) -> N {
    (memories_per_episode * embedded_tokens_per_memory).called("Embedded tokens per episode", TOKEN, COMPILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64, within: f64) {
        assert!((found - expected).abs() <= within, "{found} is not {expected}");
    }

    #[test]
    fn a_month_of_episodes() {
        let compile = Compile {
            chars_per_episode: 1200.0,
            chars_cap: 4000.0,
            chars_per_call: 6000.0,
            chars_per_token: 4.0,
            system_tokens: 650.0,
            memories_per_episode: 1.5,
            tokens_per_memory: 90.0,
        };
        let episodes = 300_000.0; // 10 000 a day for 30 days
        // floor(6000/1200) = 5; 60 000 calls; 60 000 * 650 + 300 000 * 300 = 129 M; 450 000 * 90 = 40.5 M.
        near(episodes * compile.calls_per_episode(), 60_000.0, 1e-9);
        let (input, output) =
            (episodes * compile.input_tokens_per_episode(), episodes * compile.output_tokens_per_episode());
        near(input, 129.0e6, 1e-6);
        near(output, 40.5e6, 1e-6);
        near(input * 0.15e-6 + output * 0.60e-6, 43.65, 1e-9);
        near(episodes * 300.0 * 0.15e-6 + output * 0.60e-6, 37.80, 1e-9); // without instructions
        // 650 + 5 * 300 + 5 * 135 = 2825; 200 000/60/2825 = 1.179941 calls/s, five episodes each.
        near(compile.tokens_per_call(), 2825.0, 1e-9);
        near(200_000.0 / 60.0 / compile.tokens_per_call(), 1.179941, 5e-7);
        near(200_000.0 / 60.0 / compile.tokens_per_call() * 5.0 * 86_400.0, 509_735.0, 0.5);
        // 450 000 * 60 * $.02/M = $.54
        near(episodes * embedding_tokens_per_episode(1.5, 60.0) * 0.02e-6, 0.54, 1e-12);
        // A long episode is cut at 4000 characters and has a call of its own.
        let long = Compile { chars_per_episode: 50_000.0, ..compile };
        near(long.episodes_per_call(), 1.0, 0.0);
        near(long.input_tokens_per_episode(), 1650.0, 1e-9);
        near(Compile { chars_per_episode: 0.0, ..compile }.episodes_per_call(), 6000.0, 0.0);
        near(calls_with_retries(0.1), 1.11, 1e-15);
    }
}
