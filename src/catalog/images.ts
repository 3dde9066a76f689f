/** An image of somebody else's that the platform runs. */
export interface Image {
  readonly repository: string;
  /** The exact version; none is ever `latest`. */
  readonly tag: string;
  /** Where the version was seen. */
  readonly source: string;
}

/** As a container names it. Without digest: the machine that this catalogue was made on reaches no image registry. */
export const imageReference = ({ repository, tag }: Image): string => `${repository}:${tag}`;
