import type { Refusal } from '../cli/api/refusal.ts';

/** The demo's GraphQL: three documents, as a front end would write them. */

export interface UploadAnswer {
  createUpload: Refusal & {
    object?: { bucket: string; key: string };
    url: string;
    method: string;
    headers: readonly { name: string; value: string }[];
  };
}

export const createUpload = /* GraphQL */ `
  mutation ($input: CreateUploadInput!) {
    createUpload(input: $input) {
      __typename
      ... on Upload {
        object {
          bucket
          key
        }
        url
        method
        headers {
          name
          value
        }
      }
      ... on Error {
        code
        message
      }
      ... on InvalidInputError {
        issues {
          path
          message
        }
      }
    }
  }
`;

export interface StartAnswer {
  startImageEnhancement: Refusal & { id?: string; run?: { id: string } };
}

export const startImageEnhancement = /* GraphQL */ `
  mutation ($input: ImageEnhancementInput!) {
    startImageEnhancement(input: $input) {
      __typename
      ... on Run {
        id
      }
      ... on Error {
        code
        message
      }
      ... on InvalidInputError {
        issues {
          path
          message
        }
      }
      ... on RunAlreadyExistsError {
        run {
          id
        }
      }
    }
  }
`;

export interface RunState {
  run: {
    status: string;
    progress: { percent: number | null; step: string | null; message: string | null };
    failure: { code: string; message: string } | null;
    result?: {
      output: { bucket: string; key: string; bytes: number; url: string };
      width: number;
      height: number;
    } | null;
  };
}

export const watchRun = /* GraphQL */ `
  subscription ($id: ID!) {
    run(id: $id) {
      status
      progress {
        percent
        step
        message
        done
        total
        unit
      }
      failure {
        code
        message
      }
      ... on ImageEnhancementRun {
        result {
          output {
            bucket
            key
            bytes
            url
          }
          width
          height
        }
      }
    }
  }
`;
