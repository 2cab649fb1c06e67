import type { TokensView } from '@congky/shared'
import { call } from '../../api.ts'
import { refreshStatus, status } from '../../live.ts'
import { type Resource, useResource } from '../../resource.ts'

/** Tokens as they are now; libraries and who uses what are asked for anew when a token or library changes its state. */
export function useTokens(): Resource<TokensView> {
  const now = status.value
  const seen = now && [
    now.moduleProblems,
    now.tokens.map(({ name, state, pinFlag, certificates }) => [name, state, pinFlag, certificates.length]),
  ]
  const tokens = useResource((signal) => call<TokensView>('GET', '/admin/tokens', { signal }), [JSON.stringify(seen)])
  const reload = async () => {
    await Promise.all([tokens.reload(), refreshStatus()])
  }
  const { data } = tokens
  // Numbers change with every signature; the live status has them.
  const live = new Map(now?.tokens.map((token) => [token.name, token]))
  const merged = data && { ...data, tokens: data.tokens.map((token) => live.get(token.name) ?? token) }
  return { ...tokens, data: merged, reload }
}
