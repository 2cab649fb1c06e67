/** What was done today, or on any other day, by the hour. */
import type { NumbersView } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { dayAfter, dayBefore, officeTimeZone, parseTimeZone, sumDay, WallClock } from '../domain/office-day.ts'
import type { JobTally } from '../store/job-tally.ts'

export interface NumbersRoutesParts {
  readonly tally: Pick<JobTally, 'between'>
}

/** `day` is today where it is not named; `tz` the office's time zone (domain/office-day.ts). */
const query = z.object({
  day: z.iso
    .date()
    .regex(/^2[01]/)
    .optional(),
  tz: z.string().max(64).optional(),
})

export function numbersRoutes(instance: FastifyInstance, { tally }: NumbersRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const see = { config: { right: 'see-status' }, schema: { querystring: query } } as const
  app.get('/numbers', see, async (request): Promise<NumbersView> => {
    const { day, tz } = request.query
    const clock = new WallClock(tz === undefined ? officeTimeZone() : parseTimeZone(tz))
    const now = new Date()
    const today = clock.dayOf(now)
    const sum = (one: string) => {
      const quarters = tally.between(clock.startOf(one), clock.startOf(dayAfter(one)))
      return sumDay(one, quarters, clock)
    }
    const wanted = day ?? today
    return {
      ...sum(wanted),
      timeZone: clock.timeZone,
      hourNow: wanted === today ? clock.hourOf(now) : null,
      before: sum(dayBefore(wanted)),
    }
  })
}
