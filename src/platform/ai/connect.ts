import type Anthropic from '@anthropic-ai/sdk';
import type OpenAI from 'openai';
import type { Settings } from '../env.ts';
import { createProviderFetch } from './provider-fetch.ts';

/** A client of Anthropic, loaded where somebody needs it. */
export async function connectAnthropic({ apiKey, baseUrl }: Settings['ai']['anthropic']): Promise<Anthropic> {
  const { default: Client } = await import('@anthropic-ai/sdk');
  return new Client({
    apiKey,
    authToken: null,
    baseURL: baseUrl,
    maxRetries: 0, // Temporal repeats, and counts what it costs
    openTelemetry: false, // calls are traced by whoever makes them, once
    logLevel: 'off', // it would write answers to the terminal
  });
}

/** The same of OpenAI. */
export async function connectOpenai({ apiKey, baseUrl }: Settings['ai']['openai']): Promise<OpenAI> {
  const { default: Client } = await import('openai');
  return new Client({ apiKey, baseURL: baseUrl, maxRetries: 0, logLevel: 'off', fetch: createProviderFetch() });
}
