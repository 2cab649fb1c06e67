/** How the benchmark runs, by the environment. */

/** Rounds in which yardstick and our own take turns. */
export const ROUNDS = Number(process.env.CONGKY_BENCH_ROUNDS ?? 7)
/** What is random is the same for the same seed. */
export const SEED = Number(process.env.CONGKY_BENCH_SEED ?? 20_261_123)
export const RESULTS_FILE = process.env.CONGKY_BENCH_RESULTS ?? 'bench/results.json'
