using CharityLedger.Contracts;
using CharityLedger.EventStore;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CharityLedger.Server.Hosting;

/// <summary>States a bucket in the API's description as what it is in JSON: a text.</summary>
internal static class BucketSchema
{
    public static OpenApiOptions AddBuckets(this OpenApiOptions options)
    {
        options.CreateSchemaReferenceId = type =>
            IsBucket(type.Type) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        return options.AddSchemaTransformer((schema, context, _) =>
        {
            if (!IsBucket(context.JsonTypeInfo.Type)) return Task.CompletedTask;
            schema.Type = JsonSchemaType.String;
            // Where a property says nothing of itself, the type's words for programmers stand.
            if (context.JsonPropertyInfo?.DeclaringType.IsAssignableTo(typeof(BucketGuard)) is true) schema.Description = null;
            return Task.CompletedTask;
        });
    }

    private static bool IsBucket(Type type) => type == typeof(Bucket);
}
