import type { FastifyRequest } from 'fastify'
import { pino } from 'pino'
import type { DestinationStream, Logger } from 'pino'

export interface LogOptions {
  readonly level: string
  /** Texts that must never be written, wherever they turn up: the vendor's key, the signing secrets. */
  readonly secrets: readonly string[]
  readonly destination?: DestinationStream | undefined
}

const TOKEN_PARAMETER = /([?&](?:token|apiKey)=)[^&\s"\\]*/gi
// three base64url parts; every JWT header starts with the encoding of {"
const BEARER = /eyJ[\w-]{8,}\.[\w-]+\.[\w-]+/g

/** Structured logs, one JSON object a line; secrets are removed from the finished line, so that no path is missed. */
export function createLog({ level, secrets, destination = process.stdout }: LogOptions): Logger {
  const forms = secrets.filter((secret) => secret !== '').flatMap(formsOf)
  const redacted: DestinationStream = {
    write(line) {
      destination.write(redact(line, forms))
    },
  }
  return pino({ level, base: { name: 'massive-proxy' }, serializers: { req: requestForLog } }, redacted)
}

/** The text without tokens and secrets. */
function redact(text: string, secrets: readonly string[]): string {
  let cleaned = text.replace(TOKEN_PARAMETER, '$1[removed]').replace(BEARER, '[removed]')
  for (const secret of secrets) cleaned = cleaned.replaceAll(secret, '[removed]')
  return cleaned
}

// headers stay out: cookies and tokens are in them
function requestForLog(request: FastifyRequest): object {
  return { method: request.method, url: request.url.slice(0, 500), remoteAddress: request.ip }
}

/** As it stands in a line: plain, as part of a JSON text, as part of an address. */
function formsOf(secret: string): readonly string[] {
  return [...new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])]
}
