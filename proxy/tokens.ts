import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import type { JWTVerifyResult } from 'jose'
import * as z from 'zod'
import type { Clock } from '../domain/clock.ts'
import type { EpochMs } from '../domain/freshness.ts'
import { ENDPOINTS } from '../domain/ticker.ts'
import type { Endpoint } from '../domain/ticker.ts'

const AUDIENCE = 'massive-proxy'
const ISSUER = 'massive-proxy'
const ALGORITHM = 'HS256'

/** Who a token speaks for and what it permits. */
export interface Grant {
  /** The host's own name for the visitor: limits are counted by it. */
  readonly subject: string
  /** Which sockets may be opened; absent means all. */
  readonly endpoints?: readonly Endpoint[] | undefined
  /** Whether REST may be asked; absent means yes. */
  readonly rest?: boolean | undefined
}

export interface VerifiedToken extends Grant {
  readonly id: string
  readonly expiresAt: EpochMs
}

export interface IssuedAnswer {
  readonly token: string
  readonly expiresAt: EpochMs
  readonly serverTime: EpochMs
}

export interface Tokens {
  issue(grant: Grant): Promise<IssuedAnswer>
  /** Undefined for anything forged, expired, foreign or malformed; which of these is nobody's business. */
  verify(token: string): Promise<VerifiedToken | undefined>
  /** Nothing issued until now is good any more. */
  expireAll(): void
}

export interface TokensOptions {
  /** The first signs; all of them verify. To rotate, put the new secret first and drop the old one a lifetime later. */
  readonly secrets: readonly string[]
  readonly ttlMs: number
  readonly clock: Clock
}

const claims = z.object({
  sub: z.string().min(1),
  jti: z.string().min(1),
  exp: z.number(),
  ep: z.array(z.enum(ENDPOINTS)).optional(),
  rest: z.boolean().optional(),
})

/** Short-lived signed tokens that stand for a visitor, never for the vendor's key. */
export function createTokens({ secrets, ttlMs, clock }: TokensOptions): Tokens {
  const keys = new Map(secrets.map(toKey))

  async function issue(grant: Grant): Promise<IssuedAnswer> {
    const [signing] = keys
    if (signing === undefined) throw new TypeError('createTokens needs at least one secret')
    const [kid, key] = signing
    const serverTime = clock.now()
    // whole seconds, as the claim has them, so that what is told is what is checked
    const expiresAt = Math.floor((serverTime + ttlMs) / 1000) * 1000
    const token = await new SignJWT({ ep: grant.endpoints, rest: grant.rest })
      .setProtectedHeader({ alg: ALGORITHM, kid, typ: 'JWT' })
      .setSubject(grant.subject)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setJti(randomUUID())
      .setIssuedAt(Math.floor(serverTime / 1000))
      .setExpirationTime(expiresAt / 1000)
      .sign(key)
    return { token, expiresAt, serverTime }
  }

  async function verify(token: string): Promise<VerifiedToken | undefined> {
    let result: JWTVerifyResult
    try {
      result = await jwtVerify(token, ({ kid }) => knownKey(keys, kid), {
        algorithms: [ALGORITHM],
        audience: AUDIENCE,
        issuer: ISSUER,
        currentDate: new Date(clock.now()),
        requiredClaims: ['sub', 'jti', 'exp'],
      })
    } catch {
      return undefined
    }
    const parsed = claims.safeParse(result.payload)
    if (!parsed.success) return undefined
    const { sub, jti, exp, ep, rest } = parsed.data
    return { subject: sub, id: jti, expiresAt: exp * 1000, endpoints: ep, rest }
  }

  function expireAll(): void {
    keys.clear()
    keys.set(...toKey(randomBytes(32).toString('base64url')))
  }

  return { issue, verify, expireAll }
}

const toKey = (secret: string): [string, Uint8Array] => [keyId(secret), new TextEncoder().encode(secret)]

// tells secrets apart without telling anything about them
function keyId(secret: string): string {
  return createHash('sha256').update(`kid:${secret}`).digest('hex').slice(0, 12)
}

function knownKey(keys: ReadonlyMap<string, Uint8Array>, kid: string | undefined): Uint8Array {
  const key = kid === undefined ? undefined : keys.get(kid)
  if (key === undefined) throw new TypeError('unknown key id')
  return key
}
