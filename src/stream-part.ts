/** What is fetched by `connect()`: the stream, what stands in for it, and what takes in what they bring. */
export { MassiveTransport } from '../adapters/transport/transport.ts'
export { createFeedReceiver } from '../store/feed-receiver.ts'
