using CharityLedger.Contracts;
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
            if (IsBucket(context.JsonTypeInfo.Type)) schema.Type = JsonSchemaType.String;
            return Task.CompletedTask;
        });
    }

    private static bool IsBucket(Type type) => type == typeof(Bucket);
}
