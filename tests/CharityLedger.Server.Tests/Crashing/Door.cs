namespace CharityLedger.Server.Tests.Crashing;

/// <summary>Where the host is to be found at the moment. Callers wait here while it is dead.</summary>
internal sealed class Door
{
    private volatile TaskCompletionSource<Uri> open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Uri> Address => open.Task;

    public void Open(Uri address) => open.TrySetResult(address);

    public void Close() => open = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
