import { resolve } from 'node:path'
import helmet from '@fastify/helmet'
import serveFiles from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/** The page's security headers: its own scripts and connections, nothing inline, nothing from elsewhere. */
export async function secureHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    // whoever ends TLS in front of the proxy says so; a proxy on plain http must not
    strictTransportSecurity: false,
  })
}

/** The page's files, packed where they lie so. Hashed assets never change; everything else is asked for again each time. */
export async function pageRoutes(app: FastifyInstance, directory: string): Promise<void> {
  await app.register(serveFiles, {
    root: resolve(directory),
    cacheControl: false,
    preCompressed: true,
    setHeaders(reply, path) {
      const isHashed = /[/\\]assets[/\\][^/\\]+-[A-Za-z0-9_-]{8}(?:\.[a-z0-9]+)+$/.test(path)
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
}
