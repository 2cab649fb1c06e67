/** Pairing: how a workstation gets its access key. */
import { pairAnswerSchema, pairBodySchema } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { guesserOf, guessRules } from '../domain/guess-limit.ts'
import type { GuessStore } from '../store/guesses.ts'
import type { WorkstationStore } from '../store/workstations.ts'
import { toTerm } from './access-key-routes.ts'

/** A pairing secret has 128 bits; this limit is for the log's sake, and wrong codes are slowed down beside it. */
const PAIR_RATE = { max: 10, timeWindow: 60_000 } as const

export interface PairRouteParts {
  readonly workstations: WorkstationStore
  readonly guesses: GuessStore
  /** How long a new access key lives, in days; 0 for ever. */
  readonly keyDays: () => number
}

export function pairRoute(instance: FastifyInstance, { workstations, guesses, keyDays }: PairRouteParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  app.post(
    '/pair',
    {
      config: { rateLimit: PAIR_RATE },
      schema: {
        summary: 'Exchange a pairing code for an access key',
        body: pairBodySchema,
        response: { 200: pairAnswerSchema },
      },
    },
    async (request) => {
      const guess = await guesses.begin([{ key: `pair ${guesserOf(request.ip)}`, rule: guessRules.pairing }])
      const pairing = workstations.pair(request.body.code, request.ip, keyDays())
      const { workstation, accessKey, key } = await pairing.catch(async (error: unknown) => {
        await guesses.fail(guess, { origin: request.ip })
        throw error
      })
      await guesses.succeed(guess)
      return { workstation: workstation.name, accessKey, ...toTerm(key) }
    },
  )
}
