namespace CharityLedger.Server.Tests.Doors;

/// <summary>
/// Who may do what, written down by hand: a method, an address, and the roles that are let in. <c>any</c> is every role of the
/// federation, <c>operator</c> the installation's; <c>everybody</c> needs neither a token nor to be signed in.
/// </summary>
internal static class WhoMay
{
    /// <summary>Every role that a user of a federation may have.</summary>
    public static readonly string[] Roles = ["clerk", "approver", "treasurer", "auditor", "administrator"];

    /// <summary>The API, by token: a token is of one federation, whose things alone it reaches.</summary>
    private const string Api = """
        POST agencies                                                                 clerk
        POST agencies/{agency}/deliveries                                             clerk treasurer
        POST alliance-goods                                                           clerk treasurer
        GET  alliance-transfers                                                       any
        POST alliance-transfers                                                       clerk treasurer
        POST alliances                                                                administrator
        POST alliances/{partner}/end                                                  administrator
        POST allocations                                                              clerk treasurer
        GET  balances                                                                 any
        GET  books/accounts                                                           any
        GET  books/counts                                                             any
        POST books/counts                                                             clerk treasurer
        GET  books/export                                                             any
        GET  books/periods                                                            any
        POST books/periods/{month}/closing                                            treasurer
        POST books/periods/{month}/reopening                                          treasurer
        GET  books/statements/{kind}                                                  any
        GET  books/vouchers                                                           any
        POST books/vouchers                                                           clerk treasurer
        POST books/vouchers/{voucher}/reversal                                        clerk treasurer
        POST books/years/{year}/closing                                               treasurer
        GET  campaigns                                                                any
        POST campaigns                                                                clerk
        POST campaigns/{campaign}/closing                                             treasurer
        POST campaigns/{campaign}/filing                                              clerk
        GET  consolidated                                                             operator
        GET  duties                                                                   any
        POST duties                                                                   clerk
        POST duties/met                                                               clerk
        GET  evidence/{sha256}                                                        any
        PUT  evidence/{sha256}                                                        clerk treasurer
        POST federations                                                              operator
        POST fundraising-certificates                                                 administrator
        GET  funds                                                                    any
        POST funds                                                                    clerk
        POST funds/{fund}/closing                                                     clerk treasurer
        POST funds/{fund}/principal-releases                                          clerk treasurer
        POST funds/{fund}/terms                                                       clerk
        POST funds/{fund}/transfers                                                   clerk treasurer
        GET  gifts                                                                    any
        GET  gifts/{gift}                                                             any
        POST gifts                                                                    clerk
        POST gifts/{gift}/receipt-waiver                                              clerk
        POST gifts/{gift}/receipts                                                    clerk
        POST gifts/{gift}/refunds                                                     clerk treasurer
        POST gifts/{gift}/refunds/{refund}/payment                                    clerk treasurer
        GET  gifts/{gift}/trace                                                       any
        POST goods                                                                    clerk
        POST goods/{gift}/distributions                                               clerk
        POST goods/{gift}/distributions/{distribution}/reversals                      clerk
        POST goods/{gift}/returns                                                     clerk
        POST goods/{gift}/sales                                                       clerk
        POST goods/{gift}/write-offs                                                  clerk
        POST imports/donations                                                        clerk
        GET  imports/held                                                             any
        POST imports/held/{held}/decision                                             clerk
        POST imports/orders                                                           clerk
        GET  imports/orders/{import}                                                  any
        POST incomes                                                                  clerk
        GET  jobs                                                                     operator
        POST jobs/{job}/pause                                                         operator
        POST jobs/{job}/resume                                                        operator
        GET  jobs/{job}/runs                                                          operator
        POST jobs/{job}/runs                                                          operator
        GET  journal                                                                  any
        GET  lottery/indicators                                                       any
        POST lottery/indicators                                                       clerk
        POST lottery/indicators/{indicator}/carry-overs                               clerk treasurer
        POST lottery/indicators/{indicator}/evaluations                               clerk
        POST lottery/indicators/{indicator}/expenditures/{expenditure}/labels         clerk
        POST lottery/indicators/{indicator}/expenditures/{expenditure}/reversals      clerk treasurer
        POST lottery/indicators/{indicator}/parts                                     clerk
        POST lottery/indicators/{indicator}/parts/{part}/expenditures                 clerk treasurer
        POST lottery/indicators/{indicator}/parts/{part}/tranches                     clerk treasurer
        POST lottery/indicators/{indicator}/recoveries                                clerk treasurer
        GET  lottery/recoveries                                                       any
        GET  lottery/report                                                           any
        GET  lottery/sales                                                            any
        POST lottery/sales                                                            clerk
        GET  lottery/unlabelled                                                       any
        GET  money-accounts                                                           any
        POST money-accounts/{account}                                                 treasurer administrator
        POST money-accounts/{account}/closing                                         treasurer administrator
        POST money-moves                                                              clerk treasurer
        GET  direct-debits                                                            any
        POST direct-debits                                                            treasurer
        POST direct-debits/{payment}/approval                                         approver
        GET  standing-approvals                                                       any
        POST standing-approvals                                                       clerk treasurer
        POST standing-approvals/{standing}/end                                        treasurer administrator
        GET  paper-rules                                                              any
        POST paper-rules                                                              administrator
        POST paper-rules/{rule}/end                                                   administrator
        GET  papers/{of}                                                              any
        POST papers/{of}                                                              clerk treasurer approver administrator
        GET  payment-orders                                                           any
        GET  payment-orders/{request}                                                 any
        POST payment-orders/{request}/approval-again                                  clerk treasurer
        POST payment-orders/{request}/clearing                                        treasurer
        POST payment-orders/{request}/handing-over                                    treasurer
        POST payment-orders/{request}/return                                          treasurer
        POST payments                                                                 clerk treasurer
        POST payments/{payment}/proofs                                                clerk treasurer
        POST payments/{payment}/reversals                                             clerk treasurer
        GET  pledges                                                                  any
        POST pledges                                                                  clerk
        POST pledges/{pledge}/release                                                 clerk
        GET  policy                                                                   any
        POST policy                                                                   administrator
        GET  projections                                                              any operator
        GET  projects                                                                 any
        POST projects                                                                 clerk
        POST projects/{project}/closing                                               treasurer
        POST projects/{project}/evaluation                                            approver
        POST projects/{project}/milestones/{milestone}/reached                        clerk
        POST projects/{project}/stage                                                 clerk
        GET  ratios                                                                   any
        POST receipt-books                                                            treasurer
        GET  receipts                                                                 any
        GET  receipts/{receipt}                                                       any
        POST receipts/{receipt}/reversal                                              clerk
        GET  related-parties                                                          any
        POST related-parties/{party}                                                  clerk administrator
        POST related-parties/{party}/end                                              administrator
        GET  requests                                                                 any
        GET  requests/{request}                                                       any
        POST requests/{request}/approvals                                             approver
        POST requests/{request}/execution                                             clerk approver treasurer administrator
        POST requests/{request}/rejections                                            clerk approver treasurer administrator
        GET  screening/holds                                                          any
        GET  screening/holds/{gift}                                                   any
        POST screening/holds/{gift}/decision                                          clerk approver
        POST screening/lists                                                          administrator
        POST services                                                                 clerk
        GET  shared-projects                                                          any
        POST shared-projects                                                          clerk
        POST time-releases                                                            clerk
        GET  trial-balance                                                            any
        GET  trusts                                                                   any
        POST trusts                                                                   clerk
        POST trusts/{trust}/contributions                                             clerk
        POST trusts/{trust}/distributions                                             clerk treasurer
        POST trusts/{trust}/distributions/{distribution}/reversals                    clerk treasurer
        POST trusts/{trust}/entries/{entry}/reversals                                 clerk treasurer
        POST trusts/{trust}/fees                                                      clerk treasurer
        POST trusts/{trust}/filings                                                   clerk
        POST trusts/{trust}/funding                                                   clerk treasurer
        POST trusts/{trust}/income                                                    clerk
        POST trusts/{trust}/reports                                                   clerk
        POST trusts/{trust}/residues                                                  clerk treasurer
        GET  trusts/{trust}/spending                                                  any
        POST trusts/{trust}/termination                                               clerk
        POST trusts/{trust}/trustees                                                  clerk
        POST use-changes                                                              clerk treasurer
        GET  users                                                                    any
        POST users                                                                    administrator
        POST users/{user}/disabling                                                   administrator
        POST users/{user}/interests                                                   clerk approver treasurer administrator
        POST users/{user}/interests/end                                               administrator
        POST users/{user}/password                                                    administrator
        POST users/{user}/roles                                                       administrator
        POST yield-gifts                                                              clerk
        """;

    /// <summary>Pages and what is beside them, by cookie: an address names the federation.</summary>
    private const string Pages = """
        GET  /                                            everybody
        GET  /error                                       everybody
        GET  /f/{federation}                              everybody
        GET  /f/{federation}/books/money-accounts         any
        GET  /f/{federation}/books/receipts               any
        GET  /f/{federation}/books/{kind}                 any
        GET  /f/{federation}/certificate                  everybody
        POST /f/{federation}/certificate                  everybody
        GET  /f/{federation}/desk                         any
        POST /f/{federation}/desk/{request}/{step}        any
        GET  /f/{federation}/duties                       everybody
        GET  /f/{federation}/funds/{fund}                 everybody
        GET  /f/{federation}/gift                         everybody
        POST /f/{federation}/gift                         everybody
        GET  /f/{federation}/gifts                        everybody
        GET  /f/{federation}/lottery                      everybody
        GET  /f/{federation}/lottery/{indicator}          everybody
        GET  /f/{federation}/receipt                      everybody
        POST /f/{federation}/receipt                      everybody
        GET  /f/{federation}/rules                        everybody
        GET  /f/{federation}/sign-in                      everybody
        POST /f/{federation}/sign-in                      everybody
        POST /f/{federation}/sign-out                     any
        GET  /f/{federation}/trusts                       everybody
        GET  /f/{federation}/trusts/{trust}               everybody
        GET  /healthz/live                                everybody
        GET  /healthz/ready                               everybody
        GET  /openapi/{documentName}.json                 everybody
        GET  /ops                                         operator
        POST /ops/job/{job}/{step}                        operator
        GET  /ops/jobs/{**path}                           operator
        GET  /ops/sign-in                                 everybody
        POST /ops/sign-in                                 everybody
        POST /ops/sign-out                                operator
        """;

    private static readonly Dictionary<string, string[]> All = Read(Api, Door.ApiRoot).Concat(Read(Pages, ""))
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>All that are written down, such as <c>GET /api/v1/funds</c>.</summary>
    public static IEnumerable<string> Doors => All.Keys;

    /// <summary>A door as it is written down; asking for the head alone is asking for the page.</summary>
    public static string NameOf(Door door) => (door.Method == HttpMethod.Head ? "GET " : door.Method + " ") + door.Pattern;

    /// <summary>Whether a door lets a role in; null is nobody's.</summary>
    public static bool Allows(Door door, string? role)
    {
        var words = All[NameOf(door)];
        return words.Contains("everybody") || (role is not null && (words.Contains(role) || (words.Contains("any") && Roles.Contains(role))));
    }

    private static IEnumerable<KeyValuePair<string, string[]>> Read(string table, string root) => table.Split('\n')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(words => KeyValuePair.Create($"{words[0]} {root}{words[1]}", words[2..]));
}
