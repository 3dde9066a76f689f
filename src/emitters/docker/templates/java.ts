import { HEAD, makeFolders, tail } from "./parts.ts";

/** A JVM as small as there is, whatever the service's own is told by JAVA_TOOL_OPTIONS. */
const PROBE = [
  "java",
  "-Xmx16m",
  "-XX:+UseSerialGC",
  "-XX:TieredStopAtLevel=1",
  "-XX:-UsePerfData",
  "-cp",
  "/healthcheck",
  "HealthCheck",
];

/** A Java service: Maven makes `target/app.jar`, which runs by itself. */
export const JAVA = `${HEAD}FROM {{builder}} AS build
WORKDIR /src
COPY healthcheck/ healthcheck/
RUN javac -d /healthcheck healthcheck/HealthCheck.java
COPY pom.xml ./
RUN --mount=type=cache,target=/root/.m2/repository \\
    --mount=type=secret,id=maven-settings,target=/root/.m2/settings.xml \\
    mvn --batch-mode --no-transfer-progress dependency:go-offline
COPY src/ src/
RUN --mount=type=cache,target=/root/.m2/repository \\
    --mount=type=secret,id=maven-settings,target=/root/.m2/settings.xml \\
    mvn --batch-mode --no-transfer-progress -DskipTests package

FROM {{base}}
RUN ${makeFolders()}
WORKDIR /app
COPY --from=build --chown={{user}}:{{group}} /healthcheck/ /healthcheck/
COPY --from=build --chown={{user}}:{{group}} /src/target/app.jar ./
${tail("SIGTERM", PROBE, ["java", "-jar", "app.jar"])}`;

/** The program of the health check: no image of a Java runtime has another that speaks HTTP. */
export const JAVA_HEALTH_CHECK = `import java.net.HttpURLConnection;
import java.net.URI;

/** Exits with 0 where the path given as argument answers. */
public final class HealthCheck {
  private static final int TIMEOUT_MILLISECONDS = 4000;

  private HealthCheck() {}

  public static void main(String[] arguments) throws Exception {
    var address = URI.create("http://127.0.0.1:" + System.getenv("PORT") + arguments[0]).toURL();
    var connection = (HttpURLConnection) address.openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLISECONDS);
    connection.setReadTimeout(TIMEOUT_MILLISECONDS);
    System.exit(connection.getResponseCode() / 100 == 2 ? 0 : 1);
  }
}
`;
