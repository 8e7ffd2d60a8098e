import { Component, type ReactNode } from 'react';

/** Keeps a page that fails from taking the menu with it. */
export class Boundary extends Component<{ children: ReactNode }, { problem: string | null }> {
  override state = { problem: null as string | null };

  static getDerivedStateFromError(error: unknown) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }

  override render() {
    const { problem } = this.state;
    if (problem === null) return this.props.children;
    return (
      <div role="alert" className="failure-box">
        <h1>This page has failed</h1>
        <p>{problem}</p>
        <button type="button" onClick={() => window.location.reload()}>
          Load it again
        </button>
      </div>
    );
  }
}
