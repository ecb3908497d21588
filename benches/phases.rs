//! Times the phases that ask no server: `cargo bench --bench phases`. What they execute is counted, and
//! held to what is committed, by `tests/instructions.rs`.

#![expect(clippy::expect_used, reason = "a bench that cannot go on says so this way")]

mod support;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// Sizes far enough apart that a step that grows faster than its input is seen.
const SIZES: [u32; 3] = [100, 1000, 3000];

fn phases(criterion: &mut Criterion) {
    for size in SIZES {
        let input = support::Input::of(size);
        for (name, phase) in support::PHASES {
            let mut group = criterion.benchmark_group(*name);
            group.sample_size(10).throughput(Throughput::Elements(size.into()));
            group.bench_with_input(BenchmarkId::from_parameter(size), &input, |bencher, input| {
                bencher.iter(|| phase(input));
            });
            group.finish();
        }
    }
}

criterion_group!(benches, phases);
criterion_main!(benches);
