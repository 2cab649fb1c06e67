/** While nobody confirmed a restored gateway, nothing is changed over the network: the original may still be at work. */
import type { CongkyError } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import { SAFE_METHODS } from './operator.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A call that is answered although the gateway is a restored one that nobody confirmed. */
    readonly beforeConfirmation?: 'answered'
  }
}

/**
 * Refuses calls of this scope that change something; after their caller was let in, before their body is read.
 *
 * @param refusal ERR_RESTORE_UNCONFIRMED, or null.
 */
export function refuseChangesWhile(scope: FastifyInstance, refusal: () => CongkyError | null): void {
  scope.addHook('preParsing', async ({ method, routeOptions }) => {
    if (SAFE_METHODS.includes(method) || routeOptions.config.beforeConfirmation === 'answered') return
    const error = refusal()
    if (error) throw error
  })
}
