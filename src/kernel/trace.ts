/** Words about a span that may be seen by operators: no secret, no buyer. */
export type About = Readonly<Record<string, string | number | boolean>>;

/** Traces, where an operator wants them; what carries them is set by the top floor (`useTracer`). `parent`: W3C traceparent of where it began, such as a row's; undefined: the span around us. */
export interface Tracer {
  span<T>(name: string, about: About, work: () => Promise<T>, parent?: string | null): Promise<T>;
  /** The traceparent of the span around us, to be kept with what it caused. */
  current(): string | null;
}

const none: Tracer = { span: (_, __, work) => work(), current: () => null };
let tracer: Tracer = none;

export const useTracer = (other: Tracer | null): void => { tracer = other ?? none; };
export const span: Tracer['span'] = (name, about, work, parent) => tracer.span(name, about, work, parent);
export const currentTrace = (): string | null => tracer.current();
