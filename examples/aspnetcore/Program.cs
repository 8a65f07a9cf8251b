// An ASP.NET Core app whose clients hear of jobs that the executor runs. The app holds the connections;
// the executor reaches them through the Redis backplane that the app uses anyway.
//
// The executor needs two settings to find this hub:
//   SIGNALR_HUB=MyApp.Hubs.JobHub     the full name of the hub's class, namespace and all
//   SIGNALR_CHANNEL_PREFIX=prod       the ChannelPrefix below; leave it out when there is none
//
// Needs .NET 8 or later and the package Microsoft.AspNetCore.SignalR.StackExchangeRedis.
using Microsoft.AspNetCore.SignalR;
using StackExchange.Redis;

var builder = WebApplication.CreateBuilder(args);
var redis = ConnectionMultiplexer.Connect("localhost:6379");
builder.Services.AddSingleton<IConnectionMultiplexer>(redis);
builder.Services.AddSignalR().AddStackExchangeRedis("localhost:6379", options =>
    options.Configuration.ChannelPrefix = RedisChannel.Literal("prod"));

var app = builder.Build();
app.MapHub<MyApp.Hubs.JobHub>("/hubs/jobs");
app.Run();

namespace MyApp.Hubs
{
    public class JobHub(IConnectionMultiplexer redis) : Hub
    {
        // the client calls this and then waits for job_completed
        public async Task<string> Run(string payload)
        {
            var jobId = Guid.NewGuid().ToString();
            await redis.GetDatabase().StreamAddAsync("jobs:agent",
            [
                new("jobId", jobId), new("connectionId", Context.ConnectionId),
                new("task", "example"), new("payload", payload),
            ]);
            return jobId;
        }
    }
}
