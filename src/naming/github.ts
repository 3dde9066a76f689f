const HOST = "github.com";

export interface GithubRepository {
  readonly owner: string;
  readonly name: string;
}

/**
 * What a repository is called on GitHub; undefined where its address is somewhere else. The roles that push images and the
 * check of signatures trust the tokens of github.com and no others, so a workflow anywhere else could do nothing.
 */
export function githubRepositoryOf(address: string): GithubRepository | undefined {
  const { host, pathname } = new URL(address);
  const [, owner, name, ...deeper] = pathname.replace(/\.git$/, "").split("/");
  if (host !== HOST || !owner || !name || deeper.length > 0) return undefined;
  return { owner, name };
}
