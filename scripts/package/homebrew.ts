/** Gives the Homebrew formula of a release. @param sums - SHA-256 by file name */
export function homebrewFormula(
  version: string,
  releases: string,
  sums: { readonly [file: string]: string },
): string {
  const source = (name: string): string => {
    const sum = sums[name];
    if (sum === undefined) throw new Error(`SHA256SUMS does not list ${name}: npm run build -- --all`);
    return `url "${releases}/v${version}/${name}"\n      sha256 "${sum}"`;
  };
  return `class Regctl < Formula
  desc "One tool for domains, DNS and certificates"
  homepage "${releases}"
  version "${version}"
  license "MIT"

  on_macos do
    on_arm do
      ${source('regctl-darwin-arm64')}
    end
    on_intel do
      ${source('regctl-darwin-x64')}
    end
  end

  on_linux do
    on_arm do
      ${source('regctl-linux-arm64')}
    end
    on_intel do
      ${source('regctl-linux-x64')}
    end
  end

  conflicts_with "regclient", because: "both install a regctl"

  def install
    binary = Dir["regctl-*"].first
    bin.install binary => "regctl"
    bin.install_symlink "regctl" => "rctl"
    generate_completions_from_executable(bin/"regctl", "completion", shells: [:bash, :zsh, :fish])
  end

  test do
    assert_equal version.to_s, shell_output("#{bin}/regctl --version").strip
  end
end
`;
}
