/** Where the time of requests goes, for Prometheus. */
import { Histogram, type Registry } from 'prom-client'
import { STAGES, type StageTimes } from '../domain/stage-times.ts'

/** From a hash of a small document to a database or a disk that nobody should have to wait for. */
const STAGE_BUCKETS_S = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30]

/** @param onDelivered Tells the times of each request whose outcome was delivered. */
export function stageHistogram(register: Registry, onDelivered: (listener: (times: StageTimes) => void) => void): void {
  const histogram = new Histogram({
    name: 'congky_stage_seconds',
    help:
      'Where the time of delivered requests went. receive: from the wire or the row to a request that is understood; ' +
      'parse, canonicalize, digest: the document; queue: waiting for its turn and for the token; sign: the driver of ' +
      'the token; verify: checking the signature; store: waiting for the state disk; deliver: handing the outcome back',
    labelNames: ['stage'],
    buckets: STAGE_BUCKETS_S,
    registers: [register],
  })
  const children = STAGES.map((stage) => ({ stage, child: histogram.labels({ stage }) }))
  onDelivered((times) => {
    for (const { stage, child } of children) {
      const ms = times[stage]
      if (ms !== undefined) child.observe(ms / 1_000)
    }
  })
}
