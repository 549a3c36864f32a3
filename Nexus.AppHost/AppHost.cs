using Nexus.AppHost;

var builder = DistributedApplication.CreateBuilder(args);

// The key that encrypts keys at rest: made once and kept in the user's secrets; a deployment brings its own.
var masterKey = builder.AddParameter("master-key", new MasterKeyDefault(), secret: true, persist: true);

// The image comes before the volume, because the volume's path follows the image's version.
var postgres = builder.AddPostgres("postgres")
    .WithImage("pgvector/pgvector", "pg17")
    .WithDataVolume("nexus-postgres");
var database = postgres.AddDatabase("nexusdb");

var api = builder.AddProject<Projects.Nexus_Api>("api")
    .WithReference(database).WaitFor(database)
    .WithEnvironment("Nexus__MasterKey", masterKey)
    .WithHttpEndpoint().WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health");

// The API brings the installation's schema up to date; the others start when it is there.
builder.AddProject<Projects.Nexus_Workers>("workers")
    .WithReference(database).WaitFor(api)
    .WithEnvironment("Nexus__MasterKey", masterKey)
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health");

builder.AddProject<Projects.Nexus_Web>("web")
    .WithReference(database).WithReference(api).WaitFor(api)
    .WithEnvironment("Nexus__MasterKey", masterKey)
    .WithHttpEndpoint().WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health");

builder.Build().Run();
